// SPDX-License-Identifier: Apache-2.0
import { at, type FlameGraph } from './graph';

export interface Matches {
  /** 1 for each name that matches. */
  readonly names: Uint8Array;
  /** Names that match. */
  readonly count: number;
  /** Sum over the matching bars, each value once however often a stack matches. */
  readonly total: number;
}

/** The test a search text stands for: a part of the name in any case, or `/a regular expression/`. */
export function nameTest(search: string): ((name: string) => boolean) | null {
  const text = search.trim();
  if (text === '') return null;
  const expression = /^\/(.+)\/$/.exec(text);
  if (expression) {
    try {
      const compiled = new RegExp(expression[1] ?? '', 'i');
      return (name) => compiled.test(name);
    } catch {
      // Still being typed: look for the text itself.
    }
  }
  const exact = /^"(.+)"$/.exec(text);
  if (exact) return (name) => name === exact[1];
  const lower = text.toLowerCase();
  return (name) => name.toLowerCase().includes(lower);
}

/** Null when there is nothing to search for. */
export function findMatches(graph: FlameGraph, search: string): Matches | null {
  const test = nameTest(search);
  if (test === null) return null;
  const names = new Uint8Array(graph.names.length);
  let count = 0;
  graph.names.forEach((name, index) => {
    if (test(name)) {
      names[index] = 1;
      count++;
    }
  });
  return { names, count, total: coveredTotal(graph, names) };
}

/** How many bars before each bar have a marked name; one entry more than bars. Says at once whether a run holds any. */
export function matchesBefore(graph: FlameGraph, names: Uint8Array): Int32Array {
  const bars = graph.name.length;
  const before = new Int32Array(bars + 1);
  for (let bar = 0; bar < bars; bar++) before[bar + 1] = at(before, bar) + (names[at(graph.name, bar)] === 1 ? 1 : 0);
  return before;
}

/** Sum of the bars with a marked name that have no marked bar above them. */
export function coveredTotal(graph: FlameGraph, names: Uint8Array): number {
  const bars = graph.name.length;
  const covered = new Uint8Array(bars);
  let sum = 0;
  for (let bar = 0; bar < bars; bar++) {
    const above = at(graph.parent, bar);
    if (above >= 0 && covered[above] === 1) {
      covered[bar] = 1;
    } else if (names[at(graph.name, bar)] === 1) {
      covered[bar] = 1;
      sum += at(graph.total, bar);
    }
  }
  return sum;
}
