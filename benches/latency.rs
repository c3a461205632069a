//! What a slow endpoint costs: a whole core run with 50 ms added to every answer, beside the least it
//! could take at this concurrency, which is its longest single scenario plus the latency of all its calls
//! divided by the number of scenarios at once. Prints the ratio.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops at a surprise"
)]

use std::time::Duration;

use rebootspec::endpoint::Settings;
use rebootspec::outcome::RunVerdict;
use rebootspec::proof::embedded::Embedded;
use rebootspec::suite::features::Index;
use rebootspec::suite::runner::{self, Options};
use rebootspec::suite::select::{self, Filter};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const LATENCY: Duration = Duration::from_millis(50);
/// What `rebootspec run` does without `--jobs`.
const JOBS: usize = 16;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let embedded = Embedded::start(Settings::default()).await.unwrap();
        let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = proxy.local_addr().unwrap();
        let upstream = format!("127.0.0.1:{}", embedded.target.url.port().unwrap());
        tokio::spawn(async move {
            while let Ok((client, _)) = proxy.accept().await {
                tokio::spawn(forward(client, upstream.clone()));
            }
        });
        let mut target = embedded.target.clone();
        target.url = format!("http://{address}/").parse().unwrap();
        target.arrange.control = Some(format!("http://{address}/_control"));

        let index = Index::embedded().unwrap();
        let selected = select::select(index, &Filter::default()).unwrap();
        let options = Options { jobs: JOBS, seed: 1, time_limit: None };
        let result =
            runner::run(target, index, &selected, options, |_| {}, std::future::pending()).await;
        let took = result.took_ms / 1e3;
        assert_eq!(result.verdict(), RunVerdict::Conforms, "{}", result.reason());
        let scenarios = || result.rules.iter().flat_map(|rule| &rule.scenarios);
        let longest = scenarios().map(|scenario| scenario.took_ms).fold(0.0, f64::max) / 1e3;
        let calls: usize = scenarios().map(|scenario| scenario.exchanges.len()).sum();
        let share = calls as f64 * LATENCY.as_secs_f64() / JOBS as f64;
        println!(
            "{calls} calls: run {took:.2} s; longest scenario {longest:.2} s + latency of all calls / {JOBS} {share:.2} s; ratio {:.2} (at most 1.50 is the aim)",
            took / (longest + share)
        );
    });
}

/// Passes bytes on in both directions, those of answers after [`LATENCY`].
async fn forward(client: TcpStream, upstream: String) {
    let Ok(server) = TcpStream::connect(upstream).await else { return };
    // Without this the kernel would add latency of its own.
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let requests = tokio::io::copy(&mut from_client, &mut to_server);
    let answers = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
            tokio::time::sleep(LATENCY).await;
            if to_client.write_all(&buffer[..length]).await.is_err() {
                break;
            }
        }
    };
    tokio::select! {
        _ = requests => {}
        () = answers => {}
    }
}
