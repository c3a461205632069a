//! Which file of a room names something that another file of that room holds, read from the code as text: paths
//! from `crate`, `self` and `super`, from a child module, and from what a `use` brought in. A name that a file only
//! hands on (`pub use`) leads to the file that holds it. A `mod` line, or a `use` of a module as such, names nothing
//! of it yet. Tests do not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A path of modules from the root of the crate.
type Module = Vec<String>;

/// One name that a `use` brings in.
#[derive(Clone, Debug)]
struct Use {
    path: Vec<String>,
    /// The name by which it is known here; `*` for all names.
    name: String,
}

/// What is read of one file.
struct Read {
    file: String,
    uses: Vec<Use>,
    /// Paths in code, apart from `use`.
    paths: Vec<Vec<String>>,
    /// Items that the file itself holds.
    held: BTreeSet<String>,
}

/// For each file below `src`, the other files that it names something of. Files are given from `src` on.
pub(super) fn imports(src: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut modules = BTreeMap::new();
    let mut tests = BTreeSet::new();
    for path in super::files(src) {
        let file = path.strip_prefix(src).unwrap().to_str().unwrap().to_owned();
        let module = module_of(&file);
        let tokens = tokens(&fs::read_to_string(&path).unwrap());
        let (tokens, left_out) = without_tests(tokens);
        tests.extend(left_out.into_iter().map(|name| child(&module, &name)));
        modules.insert(module, read(file, &tokens));
    }
    modules.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
    modules
        .iter()
        .map(|(module, read)| {
            let named = read.uses.iter().map(|one| (&one.path, one.name == "*"));
            let named = named.chain(read.paths.iter().map(|path| (path, false)));
            let files = named
                .filter_map(|(path, all)| holder(&modules, module, path, all))
                .map(|holder| modules[&holder].file.clone())
                .filter(|file| *file != read.file);
            (read.file.clone(), files.collect())
        })
        .collect()
}

/// Every set of files that reach each other by what they name, each in order.
pub(super) fn circles(imports: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        imports.keys().map(|file| (file, reach(imports, file))).collect();
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, theirs) in &reached {
        if theirs.contains(file) && !seen.contains(file) {
            let circle: Vec<String> = theirs
                .iter()
                .filter(|other| reached[*other].contains(file))
                .map(|other| (*other).clone())
                .collect();
            seen.extend(theirs.iter().filter(|other| reached[**other].contains(file)).copied());
            found.push(circle);
        }
    }
    found
}

/// All files that are reached from one, itself only where a circle leads back.
fn reach<'a>(
    imports: &'a BTreeMap<String, BTreeSet<String>>,
    from: &String,
) -> BTreeSet<&'a String> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&String> = imports[from].iter().collect();
    while let Some(file) = next.pop() {
        if found.insert(file) {
            next.extend(&imports[file]);
        }
    }
    found
}

fn module_of(file: &str) -> Module {
    let path = file.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

fn child(module: &[String], name: &str) -> Module {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

/// The module whose file holds what a path in `module` names; none for other crates, and for a module as such.
fn holder(
    modules: &BTreeMap<Module, Read>,
    module: &Module,
    path: &[String],
    all: bool,
) -> Option<Module> {
    walk(modules, module, path, &mut BTreeSet::new())
        .and_then(|(held, is_module)| (all || !is_module).then_some(held))
}

/// Follows a path: the module at which it ends, and whether it ends at the module itself.
fn walk(
    modules: &BTreeMap<Module, Read>,
    module: &Module,
    path: &[String],
    seen: &mut BTreeSet<(Module, String)>,
) -> Option<(Module, bool)> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => down(modules, Vec::new(), rest, seen),
        "self" => down(modules, module.clone(), rest, seen),
        "super" => {
            let mut at = module.clone();
            at.pop()?;
            let above = rest.iter().take_while(|one| *one == "super").count();
            for _ in 0..above {
                at.pop()?;
            }
            down(modules, at, &rest[above..], seen)
        }
        name => {
            let known = modules.contains_key(&child(module, name))
                || modules[module].uses.iter().any(|one| one.name == name);
            if known { down(modules, module.clone(), path, seen) } else { None }
        }
    }
}

fn down(
    modules: &BTreeMap<Module, Read>,
    at: Module,
    path: &[String],
    seen: &mut BTreeSet<(Module, String)>,
) -> Option<(Module, bool)> {
    let Some((first, rest)) = path.split_first() else { return Some((at, true)) };
    let read = modules.get(&at)?;
    let below = child(&at, first);
    let is_new = seen.insert((at.clone(), first.clone()));
    // A module and something handed on may share a name: `pub use run::run`. The last name of a path is then the latter.
    let handed = read.uses.iter().find(|one| one.name == *first && is_new);
    if modules.contains_key(&below) && !(rest.is_empty() && handed.is_some()) {
        return down(modules, below, rest, seen);
    }
    if read.held.contains(first) {
        return Some((at, false));
    }
    if let Some(one) = handed {
        let whole: Vec<String> = one.path.iter().chain(rest).cloned().collect();
        return walk(modules, &at, &whole, seen);
    }
    for one in read.uses.iter().filter(|one| one.name == "*") {
        if let Some((from, true)) = walk(modules, &at, &one.path, seen)
            && modules.get(&from).is_some_and(|read| read.held.contains(first))
        {
            return Some((from, false));
        }
    }
    Some((at, false))
}

/// The words of a file: names, `::`, and every other sign by itself; comments and quoted text are passed over.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let second = rest.get(1).copied();
        match rest[0] {
            '/' if second == Some('/') => {
                at += rest.iter().position(|c| *c == '\n').unwrap_or(rest.len());
            }
            '/' if second == Some('*') => at += block_comment(rest),
            '"' => at += quoted(rest),
            '\'' if second == Some('\\') || rest.get(2) == Some(&'\'') => {
                let from = if second == Some('\\') { 3 } else { 2 };
                at += from + rest[from..].iter().position(|c| *c == '\'').unwrap_or(0) + 1;
            }
            ':' if second == Some(':') => {
                found.push("::".to_owned());
                at += 2;
            }
            c if is_name(c) => {
                let name: String = rest.iter().take_while(|c| is_name(**c)).collect();
                let after = &rest[name.chars().count()..];
                at += name.chars().count();
                let hashes = after.iter().take_while(|c| **c == '#').count();
                if ["r", "br"].contains(&name.as_str()) && after.get(hashes) == Some(&'"') {
                    at += raw(after, hashes);
                } else {
                    found.push(name);
                }
            }
            c => {
                if !c.is_whitespace() {
                    found.push(c.to_string());
                }
                at += 1;
            }
        }
    }
    found
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        match (rest[at], rest.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw(rest: &[char], hashes: usize) -> usize {
    let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let from = hashes + 1;
    let inside = rest[from..].windows(end.len()).position(|window| window == end);
    from + inside.unwrap_or(rest.len() - from) + end.len()
}

const ITEMS: &[&str] = &[
    "mod",
    "fn",
    "use",
    "impl",
    "struct",
    "enum",
    "const",
    "static",
    "type",
    "trait",
    "async",
    "macro_rules",
];

/// Leaves out items that are built for tests alone, and gives the names of the modules among them.
fn without_tests(tokens: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut kept = Vec::new();
    let mut modules = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if starts(&tokens[at..], &["#", "[", "cfg", "(", "test", ")", "]"]) {
            let mut item = at + 7;
            while starts(&tokens[item..], &["#", "["]) {
                item += 1 + bracketed(&tokens[item + 1..]);
            }
            if starts(&tokens[item..], &["pub"]) {
                item += 1;
                if starts(&tokens[item..], &["("]) {
                    item += bracketed(&tokens[item..]);
                }
            }
            if ITEMS.contains(&tokens[item].as_str()) {
                if tokens[item] == "mod" {
                    modules.push(tokens[item + 1].clone());
                }
                at = item + item_length(&tokens[item..]);
                continue;
            }
        }
        kept.push(tokens[at].clone());
        at += 1;
    }
    (kept, modules)
}

fn starts(tokens: &[String], with: &[&str]) -> bool {
    tokens.len() >= with.len() && tokens.iter().zip(with).all(|(one, other)| one == other)
}

/// How many words there are up to the bracket that closes the first.
fn bracketed(tokens: &[String]) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

fn item_length(tokens: &[String]) -> usize {
    let ends_with_semicolon = ["use", "const", "static", "type"].contains(&tokens[0].as_str())
        && tokens.get(1).is_none_or(|next| next != "fn");
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            ";" => return at + 1,
            "{" if !ends_with_semicolon => return at + bracketed(&tokens[at..]),
            "(" | "[" | "{" => at += bracketed(&tokens[at..]),
            _ => at += 1,
        }
    }
    at
}

fn read(file: String, tokens: &[String]) -> Read {
    let mut read = Read { file, uses: Vec::new(), paths: Vec::new(), held: BTreeSet::new() };
    let mut at = 0;
    let mut depth = 0_usize;
    while at < tokens.len() {
        let token = tokens[at].as_str();
        match token {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            "use" => {
                let end = at + item_length(&tokens[at..]);
                tree(&tokens[at + 1..end - 1], &[], &mut read.uses);
                at = end;
                continue;
            }
            "fn" | "struct" | "enum" | "const" | "static" | "type" | "trait" if depth == 0 => {
                if let Some(name) = tokens.get(at + 1) {
                    read.held.insert(name.clone());
                }
            }
            _ if is_word(token) && (at == 0 || tokens[at - 1] != "::") => {
                let mut path = vec![token.to_owned()];
                while starts(&tokens[at + 1..], &["::"])
                    && tokens.get(at + 2).is_some_and(|next| is_word(next))
                {
                    path.push(tokens[at + 2].clone());
                    at += 2;
                }
                if path.len() > 1 {
                    read.paths.push(path);
                }
            }
            _ => {}
        }
        at += 1;
    }
    read
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads what stands behind `use`: a path, a group, or several of them between commas.
fn tree(tokens: &[String], before: &[String], found: &mut Vec<Use>) {
    let mut from = 0;
    while from < tokens.len() {
        let mut path = before.to_vec();
        let mut name = None;
        let mut is_group = false;
        let mut at = from;
        while at < tokens.len() && tokens[at] != "," {
            match tokens[at].as_str() {
                "{" => {
                    let length = bracketed(&tokens[at..]);
                    tree(&tokens[at + 1..at + length - 1], &path, found);
                    is_group = true;
                    at += length;
                    continue;
                }
                "as" => {
                    name = tokens.get(at + 1).cloned();
                    at += 1;
                }
                "*" => name = Some("*".to_owned()),
                "::" => {}
                "self" if !path.is_empty() => {}
                word => path.push(word.to_owned()),
            }
            at += 1;
        }
        if !is_group && let Some(last) = path.last().cloned() {
            found.push(Use { path, name: name.unwrap_or(last) });
        }
        from = at + 1;
    }
}
