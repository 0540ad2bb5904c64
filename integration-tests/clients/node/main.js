// SPDX-License-Identifier: Apache-2.0
// Burns CPU in a function whose name the test looks for.
const Pyroscope = require('@pyroscope/nodejs');

function burnInNode(milliseconds) {
  const end = Date.now() + milliseconds;
  let x = 1;
  while (Date.now() < end) {
    for (let i = 0; i < 10000; i++) {
      x = (x * 31 + 7) % 1000003;
    }
  }
  return x;
}

const [url, seconds] = [process.argv[2], Number(process.argv[3])];
Pyroscope.init({
  serverAddress: url,
  appName: 'node-client',
  flushIntervalMs: 3000,
  tags: { env: 'test' },
  wall: { collectCpuTime: true },
});
Pyroscope.start();

const end = Date.now() + seconds * 1000;
function round() {
  if (Date.now() < end) {
    burnInNode(50);
    setTimeout(round, 10);
  } else {
    Pyroscope.stop().then(() => process.exit(0));
  }
}
round();
