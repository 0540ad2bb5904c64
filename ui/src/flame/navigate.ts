// SPDX-License-Identifier: Apache-2.0
import { at, type FlameGraph } from './graph';

/** The parent; the bar itself at the root. */
export function parentOf(graph: FlameGraph, bar: number): number {
  return Math.max(0, at(graph.parent, bar));
}

/** The widest child; the bar itself when it calls nothing. */
export function widestChild(graph: FlameGraph, bar: number): number {
  const first = at(graph.firstChild, bar);
  let best = bar;
  for (let child = first; child < first + at(graph.childCount, bar); child++) {
    if (best === bar || at(graph.total, child) > at(graph.total, best)) best = child;
  }
  return best;
}

/** The next bar to the left (-1) or right (1) on the same level; the bar itself at the edge. */
export function neighbour(graph: FlameGraph, bar: number, step: -1 | 1): number {
  const next = bar + step;
  const level = at(graph.level, bar);
  return next >= at(graph.levelStart, level) && next < at(graph.levelStart, level + 1) ? next : bar;
}

/** The next bar with a marked name after (or before) this one, around the end. */
export function nextMatch(graph: FlameGraph, names: Uint8Array, bar: number, step: -1 | 1): number {
  const bars = graph.name.length;
  for (let i = 1; i <= bars; i++) {
    const candidate = (bar + step * i + bars * 2) % bars;
    if (names[at(graph.name, candidate)] === 1) return candidate;
  }
  return bar;
}
