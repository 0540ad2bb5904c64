// SPDX-License-Identifier: Apache-2.0
// Serves the built page and made-up profiles, for work on the page without a server.
//
//   node dev/mock-server.mjs [--port=4100] [--prefix=/profiles] [--tenant] [--empty] [--slow=MILLIS] [--fail]
//
// Services: `e2e-app` (has e2e.burn), `checkout` (several profile types), `wide` (100,000 bars, 60 levels).
// --tenant answers 401 without X-Scope-OrgID; --empty has no data until POST /ingest; --fail fails every flame graph.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const options = Object.fromEntries(
  process.argv.slice(2).map((argument) => {
    const [key, value] = argument.replace(/^--/, '').split('=');
    return [key, value ?? 'true'];
  }),
);
const port = Number(options.port ?? 4100);
const prefix = options.prefix ?? '';
const dist = join(fileURLToPath(new URL('.', import.meta.url)), '..', 'dist');
let empty = options.empty === 'true';

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const SPACE = 'memory:alloc_space:bytes:space:bytes';
const OBJECTS = 'memory:alloc_objects:count:space:bytes';
const LOCKS = 'mutex:delay:nanoseconds:contentions:count';
const SERVICES = { checkout: [CPU, SPACE, OBJECTS, LOCKS], 'e2e-app': [CPU], wide: [CPU] };

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `[gap, total, self, name]` a bar, as the querier lays it out, from `{ name, self, children }`. */
function flameGraph(root) {
  const names = [];
  const ids = new Map();
  const intern = (name) => {
    if (!ids.has(name)) ids.set(name, names.push(name) - 1);
    return ids.get(name);
  };
  const sum = (node) => (node.total = node.self + node.children.reduce((all, child) => all + sum(child), 0));
  sum(root);
  const levels = [];
  const ends = [];
  let maxSelf = 0;
  const visit = (node, level, x) => {
    const values = (levels[level] ??= { values: [] }).values;
    maxSelf = Math.max(maxSelf, node.self);
    values.push(String(x - (ends[level] ?? 0)), String(node.total), String(node.self), String(intern(node.name)));
    ends[level] = x + node.total;
    let edge = x + node.self;
    for (const child of node.children) {
      visit(child, level + 1, edge);
      edge += child.total;
    }
  };
  visit(root, 0, 0);
  return { names, levels, total: String(root.total), maxSelf: String(maxSelf) };
}

function fromFolded(lines, scale) {
  const root = { name: 'total', self: 0, children: [] };
  for (const line of lines) {
    const cut = line.lastIndexOf(' ');
    let node = root;
    for (const name of line.slice(0, cut).split(';')) {
      let child = node.children.find((one) => one.name === name);
      if (!child) node.children.push((child = { name, self: 0, children: [] }));
      node = child;
    }
    node.self += Math.round(Number(line.slice(cut + 1)) * scale);
  }
  const sort = (node) => {
    node.children.sort((a, b) => (a.name < b.name ? -1 : 1));
    node.children.forEach(sort);
  };
  sort(root);
  return root;
}

const PACKAGES = [
  'java/util/concurrent/ThreadPoolExecutor', 'java/util/HashMap', 'io/netty/channel/nio/NioEventLoop', 'com/acme/checkout/Cart',
  'com/acme/checkout/Pricing', 'com/acme/tax/Rules', 'com/fasterxml/jackson/databind/ObjectMapper', 'java/lang/String', 'org/postgresql/jdbc/PgStatement',
];
const METHODS = ['run', 'execute', 'resolve', 'invoke', 'apply', 'readValue', 'get', 'put', 'hash', 'next', 'parse', 'write', 'select', 'lambda$handle$0'];

function grow(seed, bars, depth, branches) {
  const next = random(seed);
  const root = { name: 'total', self: 0, children: [], level: 0 };
  const open = [root];
  let made = 1;
  while (made < bars && open.length > 0) {
    const at = next() < 0.35 ? open.length - 1 : Math.floor(next() ** 1.4 * open.length);
    const parent = open[at];
    const type = PACKAGES[Math.floor(next() * PACKAGES.length)];
    const name = `${type}.${METHODS[Math.floor(next() * METHODS.length)]}${next() < 0.6 ? `_${Math.floor(next() * 400)}` : ''}`;
    if (parent.children.some((child) => child.name === name)) continue;
    const child = { name, self: 1 + Math.floor(next() ** 6 * 5e8), children: [], level: parent.level + 1 };
    parent.children.push(child);
    made++;
    if (child.level < depth) open.push(child);
    if (parent.children.length >= branches(next)) open.splice(open.indexOf(parent), 1);
  }
  const sort = (node) => {
    node.children.sort((a, b) => (a.name < b.name ? -1 : 1));
    node.children.forEach(sort);
  };
  sort(root);
  return root;
}

const E2E = [
  'main;e2e.start;e2e.loop;e2e.burn 620', 'main;e2e.start;e2e.loop;e2e.burn;e2e.hash 130', 'main;e2e.start;e2e.loop;e2e.rest 90',
  'main;e2e.start;e2e.report;fmt.print 40', 'main;runtime.gc;runtime.mark 80', 'main;runtime.gc;runtime.sweep 25', 'worker;e2e.burn 15',
];
const graphs = new Map();
function graph(service, type) {
  const key = `${service} ${type}`;
  if (!graphs.has(key)) {
    const seed = [...key].reduce((hash, char) => Math.imul(hash, 31) + char.charCodeAt(0), 7);
    const root =
      service === 'wide' ? grow(seed, 100_000, 60, (next) => 2 + Math.floor(next() * 5))
      : service === 'e2e-app' ? fromFolded(E2E, 1e7)
      : grow(seed, 2500, 28, (next) => 1 + Math.floor(next() * 3));
    const made = flameGraph(root);
    graphs.set(key, made);
  }
  return graphs.get(key);
}

const chosen = (selector) => /service_name="([^"]*)"/.exec(selector ?? '')?.[1];
const unknown = (selector) => /no_such_label/.test(selector ?? '');
const inRange = (body) => Number(body.end) > Date.now() - 7 * 86_400_000;

const methods = {
  Series: (body) =>
    empty || !inRange(body)
      ? {}
      : {
          labelsSet: Object.entries(SERVICES).flatMap(([service, types]) =>
            types.map((type) => ({ labels: [{ name: '__profile_type__', value: type }, { name: 'service_name', value: service }] })),
          ),
        },
  LabelNames: () => ({ names: ['__name__', '__profile_type__', 'namespace', 'pod', 'region', 'service_name', 'version'] }),
  LabelValues: ({ name }) => ({
    names: { region: ['eu-north', 'eu-west', 'us-east'], version: ['1.4.0', '1.4.1'], namespace: ['prod', 'test'], pod: ['checkout-5d9f-x2k', 'checkout-5d9f-zz1'] }[name] ?? [],
  }),
  SelectSeries: (body) => {
    if (empty || unknown(body.labelSelector) || !(chosen(body.labelSelector) in SERVICES)) return {};
    const points = [];
    for (let time = Number(body.start); time <= Math.min(Number(body.end), Date.now()); time += body.step * 1000) {
      const phase = time / 3_600_000;
      const wave = 1.2 + Math.sin(phase * 6) * 0.5 + Math.sin(phase * 41) * 0.25 + (random(time / 1000)() - 0.5) * 0.4;
      points.push({ value: Math.max(0, wave) * body.step * 1e9, timestamp: String(time) });
    }
    return { series: [{ points }] };
  },
  SelectMergeStacktraces: (body) => {
    const service = chosen(body.labelSelector);
    if (empty || unknown(body.labelSelector) || !(service in SERVICES) || !inRange(body)) return { flamegraph: { names: ['total'], levels: [{ values: ['0', '0', '0', '0'] }] } };
    return { flamegraph: graph(service, body.profileTypeID) };
  },
};

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

function json(response, status, body, gzip) {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'Content-Type': 'application/json', ...(gzip ? { 'Content-Encoding': 'gzip' } : {}) });
  response.end(gzip ? gzipSync(bytes, { level: 1 }) : bytes);
}

async function rpc(request, response, method) {
  let text = '';
  for await (const chunk of request) text += chunk;
  if (options.slow) await new Promise((resolve) => setTimeout(resolve, Number(options.slow)));
  if (options.tenant === 'true' && !request.headers['x-scope-orgid']) {
    return json(response, 401, { code: 'unauthenticated', message: 'no org id' });
  }
  if (options.fail === 'true' && method === 'SelectMergeStacktraces') {
    return json(response, 400, { code: 'invalid_argument', message: 'the query time range exceeds the limit (max_query_length, actual: 720h, limit: 24h)' });
  }
  const run = methods[method];
  if (!run) return response.writeHead(404).end('404 page not found');
  return json(response, 200, run(JSON.parse(text || '{}')), /gzip/.test(request.headers['accept-encoding'] ?? ''));
}

createServer((request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  if (!path.startsWith(`${prefix}/`)) return void response.writeHead(404).end('404 page not found');
  const rest = path.slice(prefix.length);
  const call = /^\/querier\.v1\.QuerierService\/(\w+)$/.exec(rest);
  if (call && request.method === 'POST') {
    return void rpc(request, response, call[1]).catch((failure) => json(response, 500, { code: 'internal', message: String(failure) }));
  }
  if (rest === '/ingest') {
    empty = false;
    return void response.writeHead(200).end();
  }
  let file = normalize(join(dist, rest === '/' ? 'index.html' : rest));
  if (!file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) file = join(dist, 'index.html');
  response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
  return void createReadStream(file).pipe(response);
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}${prefix}/`));
