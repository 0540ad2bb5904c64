// SPDX-License-Identifier: Apache-2.0
// Everything the address bar keeps, so that a link opens the same view again.

export type Panes = 'both' | 'table' | 'flame';
export type SortColumn = 'name' | 'self' | 'total';

export interface View {
  from: string;
  until: string;
  /** As written in the link; empty until the first service is chosen. */
  query: string;
  panes: Panes;
  search: string;
  /** Filter of the table. */
  filter: string;
  sort: SortColumn;
  descending: boolean;
  /** Key of the bar that fills the width; empty for the whole graph. */
  zoom: string;
  /** Function whose callers and callees are shown; empty for the ordinary graph. */
  focus: string;
  /** Runs of frames with one child each are drawn as one bar. */
  collapse: boolean;
  maxNodes: number;
}

export const DETAIL_CHOICES: readonly number[] = [8192, 32_768, 131_072];

export const DEFAULT_VIEW: View = {
  from: 'now-1h',
  until: 'now',
  query: '',
  panes: 'both',
  search: '',
  filter: '',
  sort: 'self',
  descending: true,
  zoom: '',
  focus: '',
  collapse: false,
  maxNodes: 8192,
};

export function parseView(search: string): View {
  const params = new URLSearchParams(search);
  const text = (key: string, fallback: string) => params.get(key) ?? fallback;
  const panes = params.get('view');
  const sort = /^(-?)(name|self|total)$/.exec(params.get('sort') ?? '');
  const maxNodes = Number(params.get('maxNodes') ?? '');
  return {
    from: text('from', DEFAULT_VIEW.from),
    until: text('until', DEFAULT_VIEW.until),
    query: text('query', ''),
    panes: panes === 'table' || panes === 'flame' ? panes : 'both',
    search: text('search', ''),
    filter: text('filter', ''),
    sort: sort ? (sort[2] as SortColumn) : DEFAULT_VIEW.sort,
    descending: sort ? sort[1] === '-' : DEFAULT_VIEW.descending,
    zoom: text('zoom', ''),
    focus: text('focus', ''),
    collapse: params.get('collapse') === '1',
    maxNodes: Number.isInteger(maxNodes) && maxNodes > 0 ? maxNodes : DEFAULT_VIEW.maxNodes,
  };
}

export function formatView(view: View): string {
  const params = new URLSearchParams();
  params.set('from', view.from);
  params.set('until', view.until);
  if (view.query !== '') params.set('query', view.query);
  if (view.panes !== 'both') params.set('view', view.panes);
  for (const key of ['search', 'filter', 'zoom', 'focus'] as const) if (view[key] !== '') params.set(key, view[key]);
  if (view.sort !== DEFAULT_VIEW.sort || view.descending !== DEFAULT_VIEW.descending) {
    params.set('sort', `${view.descending ? '-' : ''}${view.sort}`);
  }
  if (view.collapse) params.set('collapse', '1');
  if (view.maxNodes !== DEFAULT_VIEW.maxNodes) params.set('maxNodes', String(view.maxNodes));
  return `?${params.toString()}`;
}

/** Whether the back button should be able to undo the step from one view to the next. Typing is no step. */
export function isStep(before: View, after: View): boolean {
  const typed: (keyof View)[] = ['search', 'filter', 'sort', 'descending'];
  return (Object.keys(after) as (keyof View)[]).some((key) => !typed.includes(key) && before[key] !== after[key]);
}
