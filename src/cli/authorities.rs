//! The certificates of authorities that the environment names instead of the system's. They are read by a
//! library, to their end and wherever that is, so they are looked at before.

use std::env;
use std::path::{Path, PathBuf};

/// Name the file and the folders. Source: OpenSSL, "SSL_CTX_load_verify_locations", and rustls-native-certs.
const FILE: &str = "SSL_CERT_FILE";
const FOLDERS: &str = "SSL_CERT_DIR";

/// How long a file may be, and all files of the folders together, in bytes: a hundred times what systems have.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Makes sure that what is to be trusted can be read.
pub(super) fn check() -> Result<(), String> {
    if let Some(file) = env::var_os(FILE).map(PathBuf::from) {
        check_file(&file).map_err(|why| told(FILE, &file, &why))?;
    }
    for folder in env::var_os(FOLDERS).iter().flat_map(env::split_paths) {
        check_folder(&folder).map_err(|why| told(FOLDERS, &folder, &why))?;
    }
    Ok(())
}

/// What is not there is left to who needs it: an address without TLS does not.
fn check_file(path: &Path) -> Result<(), String> {
    let Ok(about) = path.metadata() else { return Ok(()) };
    // The usual way to trust nobody.
    let is_nothing = path == Path::new("/dev/null");
    if !about.is_file() && !about.is_dir() && !is_nothing {
        return Err("is no file".to_owned());
    }
    if about.len() > MOST_BYTES { Err(too_long()) } else { Ok(()) }
}

fn check_folder(path: &Path) -> Result<(), String> {
    let mut bytes: u64 = 0;
    for entry in path.read_dir().into_iter().flatten().flatten() {
        // Only files are read there, and a link to one is.
        let about = entry.path().metadata();
        let about = about.ok().filter(std::fs::Metadata::is_file);
        bytes = bytes.saturating_add(about.map_or(0, |about| about.len()));
        if bytes > MOST_BYTES {
            return Err(too_long());
        }
    }
    Ok(())
}

fn too_long() -> String {
    format!("is longer than {} MiB", MOST_BYTES >> 20)
}

fn told(variable: &str, path: &Path, why: &str) -> String {
    format!("{variable}: {} {why}\n  name certificates of authorities, or unset it", path.display())
}
