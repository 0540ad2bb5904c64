// SPDX-License-Identifier: Apache-2.0
import { at, type FlameGraph } from './graph';
import type { SortColumn } from '../state/view';

export interface FunctionRow {
  readonly name: string;
  readonly self: number;
  /** Everything below the function, counted once where it calls itself. */
  readonly total: number;
}

/** Self and total of every function of the graph; the root is none. */
export function functionRows(graph: FlameGraph): FunctionRow[] {
  const self = new Float64Array(graph.names.length);
  const total = new Float64Array(graph.names.length);
  const seen = new Uint8Array(graph.names.length);
  const open = new Int32Array(graph.names.length);
  const stack: number[] = [];
  pushChildren(graph, 0, stack);
  while (stack.length > 0) {
    const bar = stack.pop() as number;
    if (bar < 0) {
      const name = at(graph.name, ~bar);
      open[name] = at(open, name) - 1;
      continue;
    }
    const name = at(graph.name, bar);
    seen[name] = 1;
    self[name] = at(self, name) + at(graph.self, bar);
    if (open[name] === 0) total[name] = at(total, name) + at(graph.total, bar);
    open[name] = at(open, name) + 1;
    stack.push(~bar);
    pushChildren(graph, bar, stack);
  }
  const rows: FunctionRow[] = [];
  graph.names.forEach((name, index) => {
    if (seen[index] === 1) rows.push({ name, self: at(self, index), total: at(total, index) });
  });
  return rows;
}

function pushChildren(graph: FlameGraph, bar: number, stack: number[]): void {
  if (graph.total.length === 0) return;
  const first = at(graph.firstChild, bar);
  for (let child = first + at(graph.childCount, bar) - 1; child >= first; child--) stack.push(child);
}

export function sortRows(rows: readonly FunctionRow[], column: SortColumn, descending: boolean): FunctionRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const order = column === 'name' ? a.name.localeCompare(b.name) : a[column] - b[column];
    return order !== 0 ? sign * order : a.name.localeCompare(b.name);
  });
}
