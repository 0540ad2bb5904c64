// SPDX-License-Identifier: Apache-2.0
// Frame times of the flame graph with 100,000 bars, in a headless browser (which draws without a graphics card).
//
//   node dev/mock-server.mjs --port=4100 &
//   node dev/measure-frames.mjs http://127.0.0.1:4100/
import { openBrowser } from '../e2e/browser.mjs';

const baseUrl = process.argv[2] ?? 'http://127.0.0.1:4100/';
const query = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds{service_name="wide"}';

function summary(times) {
  if (times.length === 0) return '(no frames)';
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(2);
  return `p50 ${at(0.5)}  p95 ${at(0.95)}  max ${at(1)} ms  (${sorted.length} frames)`;
}

for (const deviceScaleFactor of [1, 2]) {
  const browser = await openBrowser({ viewport: { width: 1600, height: 1000 }, deviceScaleFactor });
  const page = await browser.context.newPage();
  const started = Date.now();
  await page.goto(`${baseUrl}?query=${encodeURIComponent(query)}&view=flame`);
  await page.waitForFunction(() => window.__hearthFlame?.['flame-graph']?.scene.graph.total.length > 1000);
  console.log(`\ndevice pixel ratio ${deviceScaleFactor}: ${await page.evaluate(() => window.__hearthFlame['flame-graph'].scene.graph.total.length)} bars, page to graph ${Date.now() - started} ms`);

  const results = await page.evaluate(async () => {
    const stage = window.__hearthFlame['flame-graph'];
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const graph = stage.scene.graph;
    /** Script time of each draw, and the time from frame to frame. */
    async function record(act, frames) {
      const draw = [];
      const apart = [];
      let last = await frame();
      for (let i = 0; i < frames; i++) {
        const before = stage.frames;
        act(i);
        const now = await frame();
        apart.push(now - last);
        last = now;
        if (stage.frames > before) draw.push(stage.drawMillis[(stage.frames - 1) % stage.drawMillis.length]);
      }
      return { draw, apart };
    }
    const out = {};
    out['whole graph'] = await record(() => stage.draw(), 120);
    const box = document.querySelector('[data-testid="flame-graph"]');
    out.scrolling = await record((i) => (box.scrollTop = (i * 7) % 900), 120);
    box.scrollTop = 0;
    const targets = [];
    for (let bar = 1; bar < graph.total.length && targets.length < 12; bar += 1 + (bar >> 2)) targets.push(bar);
    const zoom = { draw: [], apart: [] };
    for (const bar of targets) {
      for (const to of [bar, 0]) {
        stage.zoomTo(to, true);
        const part = await record(() => {}, 13);
        zoom.draw.push(...part.draw);
        zoom.apart.push(...part.apart);
      }
    }
    out['zoom animation'] = zoom;
    out.hovering = await record((i) => {
      stage.scene.hovered = stage.hit((i * 13) % stage.scene.width, (i * 29) % 800);
      stage.draw();
    }, 120);
    stage.mark(Uint8Array.from(graph.names, (name) => (name.includes('HashMap') ? 1 : 0)));
    out['searched, whole graph'] = await record(() => stage.draw(), 120);
    stage.mark(null);
    return out;
  });
  for (const [what, { draw, apart }] of Object.entries(results)) {
    console.log(`${what.padEnd(22)} script   ${summary(draw)}`);
    console.log(`${''.padEnd(22)} interval ${summary(apart)}`);
  }
  const typing = await page.evaluate(async () => {
    const input = document.querySelector('[data-testid="search"]');
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    const times = [];
    for (const text of ['H', 'Ha', 'Has', 'Hash', 'HashM', 'HashMa', 'HashMap']) {
      const begun = performance.now();
      set.call(input, text);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      times.push(performance.now() - begun);
    }
    return times;
  });
  console.log(`${'a key in the search'.padEnd(22)} to frame ${summary(typing)}`);
  await browser.close();
}
