// SPDX-License-Identifier: Apache-2.0
import type { WireFlameGraph } from '../api/types';

/**
 * A flame graph as columns. Bars are numbered level by level, left to right, so that a parent's number is smaller than
 * its children's and the children of one bar follow each other.
 */
export interface FlameGraph {
  readonly names: readonly string[];
  /** Bars of level `l`: `levelStart[l]` (included) to `levelStart[l + 1]` (not included). */
  readonly levelStart: Int32Array;
  readonly depth: number;
  /** Left edge, in the unit of the values. */
  readonly x: Float64Array;
  readonly total: Float64Array;
  readonly self: Float64Array;
  readonly name: Int32Array;
  readonly level: Int32Array;
  /** -1 for the root. */
  readonly parent: Int32Array;
  readonly firstChild: Int32Array;
  readonly childCount: Int32Array;
  /** How many bars each bar stands for besides itself, when runs are collapsed; otherwise null. */
  readonly hidden: Int32Array | null;
}

export const EMPTY: WireFlameGraph = { names: ['total'], levels: [{ values: ['0', '0', '0', '0'] }] };

/** Reads `levels` of `[gap, total, self, name]` per bar, the gap from the end of the bar before. */
export function readFlameGraph(wire: WireFlameGraph): FlameGraph {
  const levels = wire.levels?.length ? wire.levels : (EMPTY.levels ?? []);
  let bars = 0;
  for (const level of levels) bars += (level.values?.length ?? 0) >> 2;
  const graph = columns(wire.names?.length ? wire.names : ['total'], bars, levels.length);
  let bar = 0;
  for (let l = 0; l < levels.length; l++) {
    graph.levelStart[l] = bar;
    const values = levels[l]?.values ?? [];
    let edge = 0;
    for (let i = 0; i + 3 < values.length; i += 4) {
      edge += Number(values[i]);
      graph.x[bar] = edge;
      graph.total[bar] = Number(values[i + 1]);
      graph.self[bar] = Number(values[i + 2]);
      graph.name[bar] = Number(values[i + 3]);
      graph.level[bar] = l;
      edge += graph.total[bar] ?? 0;
      bar++;
    }
  }
  graph.levelStart[levels.length] = bar;
  return link(graph);
}

export function columns(names: readonly string[], bars: number, depth: number): FlameGraph {
  return {
    names,
    levelStart: new Int32Array(depth + 1),
    depth,
    x: new Float64Array(bars),
    total: new Float64Array(bars),
    self: new Float64Array(bars),
    name: new Int32Array(bars),
    level: new Int32Array(bars),
    parent: new Int32Array(bars).fill(-1),
    firstChild: new Int32Array(bars),
    childCount: new Int32Array(bars),
    hidden: null,
  };
}

/** Finds every bar's parent by its position. */
export function link(graph: FlameGraph): FlameGraph {
  for (let l = 1; l < graph.depth; l++) {
    let above = at(graph.levelStart, l - 1);
    const aboveEnd = at(graph.levelStart, l);
    const end = at(graph.levelStart, l + 1);
    for (let bar = aboveEnd; bar < end; bar++) {
      const x = at(graph.x, bar);
      while (above + 1 < aboveEnd && at(graph.x, above) + at(graph.total, above) <= x) above++;
      graph.parent[bar] = above;
      if (graph.childCount[above] === 0) graph.firstChild[above] = bar;
      graph.childCount[above] = at(graph.childCount, above) + 1;
    }
  }
  return graph;
}

/** The number at an index that is known to exist. */
export function at(array: Float64Array | Int32Array | Uint32Array | Uint8Array, index: number): number {
  return array[index] as number;
}

export function barName(graph: FlameGraph, bar: number): string {
  return graph.names[at(graph.name, bar)] ?? '';
}

export function rootTotal(graph: FlameGraph): number {
  return graph.total.length === 0 ? 0 : at(graph.total, 0);
}

/** The first bar of the level whose right edge lies right of `x`; the level's end when there is none. */
export function firstEndingAfter(graph: FlameGraph, level: number, x: number, from = -1): number {
  let low = from >= 0 ? from : at(graph.levelStart, level);
  let high = at(graph.levelStart, level + 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(graph.x, middle) + at(graph.total, middle) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The bar that covers `x` on the level, or -1. */
export function barAt(graph: FlameGraph, level: number, x: number): number {
  if (level < 0 || level >= graph.depth) return -1;
  const bar = firstEndingAfter(graph, level, x);
  return bar < at(graph.levelStart, level + 1) && at(graph.x, bar) <= x ? bar : -1;
}
