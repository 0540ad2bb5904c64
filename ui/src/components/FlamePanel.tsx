// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'react';
import type { RefObject } from 'react';
import { FlameCanvas } from '../flame/FlameCanvas';
import { rootTotal, type FlameGraph } from '../flame/graph';
import { callees, callers, collapseRuns } from '../flame/merge';
import { findMatches } from '../flame/search';
import { formatShare, formatValue } from '../format/units';
import type { Theme } from '../state/useTheme';
import type { UpdateView } from '../state/useView';
import { DETAIL_CHOICES, type Panes, type View } from '../state/view';
import { Notice } from './Notice';
import { TopTable } from './TopTable';

interface Props {
  graph: FlameGraph;
  /** Another query's graph, shown until this one's is here. */
  stale: boolean;
  unit: string;
  theme: Theme;
  view: View;
  update: UpdateView;
  searchInput: RefObject<HTMLInputElement | null>;
  onCopied: (name: string) => void;
}

const PANES: readonly [Panes, string][] = [
  ['table', 'Table'],
  ['both', 'Both'],
  ['flame', 'Flame graph'],
];

/** The toolbar, the table and the flame graph. */
export function FlamePanel(props: Props) {
  const { graph, unit, view, update } = props;
  const total = rootTotal(graph);
  const matches = useMemo(() => findMatches(graph, view.search), [graph, view.search]);
  const detail = DETAIL_CHOICES.includes(view.maxNodes) ? DETAIL_CHOICES : [...DETAIL_CHOICES, view.maxNodes];

  return (
    <section className={`card panel${props.stale ? ' stale' : ''}`} aria-label="Profile">
      <div className="toolbar" role="group" aria-label="View">
        <div className="joined" role="group" aria-label="Panes">
          {PANES.map(([panes, label]) => (
            <button
              key={panes}
              type="button"
              className="control"
              aria-pressed={view.panes === panes}
              data-testid={`panes-${panes}`}
              onClick={() => update({ panes })}
            >
              {label}
            </button>
          ))}
        </div>
        <div className="search">
          <input
            ref={props.searchInput}
            type="search"
            className="control"
            placeholder="Search functions  ( / )"
            aria-label="Search in the flame graph"
            data-testid="search"
            spellCheck={false}
            value={view.search}
            onChange={(event) => update({ search: event.target.value })}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              if (view.search === '') event.currentTarget.blur();
              update({ search: '' });
            }}
          />
          <output className="share" data-testid="search-share" aria-live="polite">
            {matches === null ? '' : matches.count === 0 ? 'no match' : `${formatShare(matches.total, total)} of total`}
          </output>
        </div>
        <button
          type="button"
          className="control"
          aria-pressed={view.collapse}
          disabled={view.focus !== ''}
          data-testid="collapse"
          title="Draw runs of frames that have one child each as one bar"
          onClick={() => update({ collapse: !view.collapse, zoom: '' })}
        >
          Collapse runs
        </button>
        <label className="detail" title="How many bars the server may send; the rest is summed as “other”">
          <span>Detail</span>
          <select
            className="control"
            data-testid="detail"
            aria-label="Detail: most bars"
            value={view.maxNodes}
            onChange={(event) => update({ maxNodes: Number(event.target.value) })}
          >
            {detail.map((nodes) => (
              <option key={nodes} value={nodes}>
                {nodes.toLocaleString('en')}
              </option>
            ))}
          </select>
        </label>
        {view.zoom !== '' && (
          <button type="button" className="control" data-testid="reset" onClick={() => update({ zoom: '' })}>
            Reset zoom
          </button>
        )}
        <span className="total muted" data-testid="total">
          total {formatValue(total, unit)}
        </span>
      </div>
      <div className={`panes panes-${view.panes}`}>
        {view.panes !== 'flame' && (
          <TopTable
            graph={graph}
            unit={unit}
            filter={view.filter}
            search={view.search}
            sort={view.sort}
            descending={view.descending}
            onFilter={(filter) => update({ filter })}
            onSort={(sort, descending) => update({ sort, descending })}
            onSearch={(search) => update({ search })}
            onFocus={(focus) => update({ focus, zoom: '' })}
          />
        )}
        {view.panes !== 'table' && <Flames {...props} matches={matches?.names ?? null} />}
      </div>
    </section>
  );
}

/** The graph itself, or with a function in focus its callers above and its callees below. */
function Flames(props: Props & { matches: Uint8Array | null }) {
  const { graph, view, update, unit, theme, matches } = props;
  const focus = view.focus;
  const above = useMemo(() => (focus === '' ? null : callers(graph, focus)), [graph, focus]);
  const below = useMemo(() => (focus === '' ? null : callees(graph, focus)), [graph, focus]);
  const plain = useMemo(() => (view.collapse ? collapseRuns(graph) : graph), [graph, view.collapse]);

  const common = {
    unit,
    theme,
    matches,
    onFocus: (name: string) => update({ focus: name, zoom: '' }),
    onSearch: (name: string) => update({ search: `"${name}"` }),
    onReset: () => {
      if (view.search !== '') update({ search: '' });
      else if (focus !== '') update({ focus: '' });
    },
    onCopied: props.onCopied,
  };
  const zoomFor = (prefix: string) => ({
    zoom: view.zoom.startsWith(prefix) ? view.zoom.slice(prefix.length) : '',
    onZoom: (key: string) => update({ zoom: key === '' ? '' : prefix + key }),
  });

  if (focus === '') {
    return (
      <div className="flames">
        <FlameCanvas key="all" {...common} {...zoomFor('')} graph={plain} label="Flame graph" testId="flame-graph" />
      </div>
    );
  }
  return (
    <div className="flames focused" data-testid="focus">
      <div className="focus-title">
        <span className="muted">Focus</span> <code data-testid="focus-name">{focus}</code>
        {below && (
          <span className="muted">
            {formatValue(rootTotal(below), unit)} · {formatShare(rootTotal(below), rootTotal(graph))} of total
          </span>
        )}
        <button type="button" className="control" data-testid="leave-focus" onClick={() => update({ focus: '', zoom: '' })}>
          Leave focus
        </button>
      </div>
      {above && below ? (
        <>
          <h3>Callers</h3>
          <FlameCanvas key="callers" {...common} {...zoomFor('^')} graph={above} upward label="Callers" testId="flame-callers" />
          <h3>Callees</h3>
          <FlameCanvas key="callees" {...common} {...zoomFor('_')} graph={below} label="Callees" testId="flame-callees" />
        </>
      ) : (
        <Notice title="This function is not in the graph." testId="focus-missing">
          It may lie outside the time range, or be summed in “other”: try more detail.
        </Notice>
      )}
    </div>
  );
}
