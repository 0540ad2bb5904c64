// SPDX-License-Identifier: Apache-2.0
//! Burns CPU in a function whose name the test looks for.

use pyroscope::backend::{pprof_backend, BackendConfig, PprofConfig};
use pyroscope::pyroscope::PyroscopeAgentBuilder;
use std::time::{Duration, Instant};

#[inline(never)]
fn burn_in_rust(until: Instant) -> u64 {
    let mut x: u64 = 1;
    while Instant::now() < until {
        for _ in 0..10_000 {
            x = std::hint::black_box((x * 31 + 7) % 1_000_003);
        }
    }
    x
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let seconds: u64 = arguments[2].parse().expect("seconds");
    let agent = PyroscopeAgentBuilder::new(
        &arguments[1],
        "rust-client",
        100,
        "pyroscope-rs",
        env!("CARGO_PKG_VERSION"),
        pprof_backend(PprofConfig { sample_rate: 100 }, BackendConfig::default()),
    )
    .tags(vec![("env", "test")])
    .upload_interval(Duration::from_secs(3))
    .build()
    .expect("agent");
    let running = agent.start().expect("start");
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut total = 0;
    while Instant::now() < end {
        total += burn_in_rust(Instant::now() + Duration::from_millis(50));
    }
    let ready = running.stop().expect("stop");
    ready.shutdown();
    println!("done {total}");
}
