// SPDX-License-Identifier: Apache-2.0
// Bars as a link names them: depth, hash of the names from the root, hash of the own name. Numbers of bars change with
// every refresh, paths do not.
import { at, barName, type FlameGraph } from './graph';

const SEED = 0x811c9dc5;

function mix(hash: number, text: string): number {
  let result = hash;
  for (let i = 0; i < text.length; i++) result = Math.imul(result ^ text.charCodeAt(i), 0x01000193);
  return Math.imul(result ^ 0x3b, 0x01000193) >>> 0;
}

export function keyOf(graph: FlameGraph, bar: number): string {
  if (bar <= 0) return '';
  const path: number[] = [];
  for (let b = bar; b > 0; b = at(graph.parent, b)) path.push(b);
  let hash = SEED;
  for (let i = path.length - 1; i >= 0; i--) hash = mix(hash, barName(graph, path[i] as number));
  return `${path.length}.${hash.toString(36)}.${mix(SEED, barName(graph, bar)).toString(36)}`;
}

/** The bar with the key; 0, the root, when the graph has none. */
export function findKey(graph: FlameGraph, key: string): number {
  const [depth, path, own] = key.split('.');
  const level = Number(depth);
  if (!path || !own || !Number.isInteger(level) || level < 1 || level >= graph.depth) return 0;
  const wantedPath = parseInt(path, 36);
  const wantedName = parseInt(own, 36);
  const end = at(graph.levelStart, level + 1);
  for (let bar = at(graph.levelStart, level); bar < end; bar++) {
    if (mix(SEED, barName(graph, bar)) === wantedName && pathHash(graph, bar) === wantedPath) return bar;
  }
  return 0;
}

function pathHash(graph: FlameGraph, bar: number): number {
  const above = at(graph.parent, bar);
  return mix(above > 0 ? pathHash(graph, above) : SEED, barName(graph, bar));
}
