// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { functionRows, sortRows } from '../flame/table';
import { splitName } from '../flame/colors';
import { rootTotal, type FlameGraph } from '../flame/graph';
import { nameTest } from '../flame/search';
import { formatShare, formatValue, unitTitle } from '../format/units';
import type { SortColumn } from '../state/view';

interface Props {
  graph: FlameGraph;
  unit: string;
  filter: string;
  search: string;
  sort: SortColumn;
  descending: boolean;
  onFilter: (filter: string) => void;
  onSort: (column: SortColumn, descending: boolean) => void;
  onSearch: (search: string) => void;
  onFocus: (name: string) => void;
}

const ROW = 28;
const SPARE = 8;

/** Functions with what they cost themselves and with all they call. Only the rows in sight are in the page. */
export function TopTable(props: Props) {
  const { graph, unit, filter, search, sort, descending } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const [active, setActive] = useState(-1);
  const all = useMemo(() => functionRows(graph), [graph]);
  const rows = useMemo(() => {
    const test = nameTest(filter);
    return sortRows(test === null ? all : all.filter((row) => test(row.name)), sort, descending);
  }, [all, filter, sort, descending]);
  const marked = useMemo(() => nameTest(search), [search]);
  const whole = rootTotal(graph);
  const mostSelf = useMemo(() => all.reduce((most, row) => Math.max(most, row.self), 0), [all]);

  useEffect(() => {
    const box = scroller.current as HTMLDivElement;
    const observer = new ResizeObserver(() => setHeight(box.clientHeight));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    setActive(-1);
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [filter, sort, descending, graph]);

  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + SPARE);

  const chosen = rows[active];

  function toggle(name: string) {
    const exact = `"${name}"`;
    props.onSearch(search === exact ? '' : exact);
  }

  function move(to: number) {
    const box = scroller.current as HTMLDivElement;
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setActive(next);
    if (next * ROW < box.scrollTop) box.scrollTop = next * ROW;
    else if ((next + 1) * ROW > box.scrollTop + box.clientHeight) box.scrollTop = (next + 1) * ROW - box.clientHeight;
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroller.current) return;
    const page = Math.max(1, Math.floor(height / ROW) - 1);
    const row = rows[active];
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'PageDown') move(active + page);
    else if (event.key === 'PageUp') move(active - page);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(rows.length - 1);
    else if ((event.key === 'Enter' || event.key === ' ') && row) toggle(row.name);
    else if (event.key === 'f' && row) props.onFocus(row.name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const heading = (column: SortColumn, title: string) => (
    <div
      role="columnheader"
      className={`cell ${column}`}
      aria-sort={sort === column ? (descending ? 'descending' : 'ascending') : 'none'}
      data-testid={`head-${column}`}
    >
      <button
        type="button"
        data-testid={`sort-${column}`}
        onClick={() => props.onSort(column, sort === column ? !descending : column !== 'name')}
      >
        {title}
        <span aria-hidden="true">{sort === column ? (descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </div>
  );

  return (
    <div className="top-table">
      <div className="table-filter">
        <input
          type="search"
          className="control"
          placeholder="Filter functions"
          aria-label="Filter functions of the table"
          data-testid="table-filter"
          value={filter}
          onChange={(event) => props.onFilter(event.target.value)}
        />
        <span className="muted" data-testid="table-count">
          {rows.length === all.length ? `${all.length.toLocaleString('en')} functions` : `${rows.length.toLocaleString('en')} of ${all.length.toLocaleString('en')}`}
        </span>
      </div>
      <div role="table" aria-label="Functions" aria-rowcount={rows.length + 1} className="table">
        <div role="row" className="table-row table-head">
          {heading('name', 'Function')}
          {heading('self', `Self ${unitTitle(unit)}`)}
          {heading('total', `Total ${unitTitle(unit)}`)}
        </div>
        <div
          ref={scroller}
          className="table-scroller"
          role="rowgroup"
          tabIndex={0}
          data-testid="table-rows"
          aria-label="Functions. Arrow keys move, Enter highlights, f shows callers and callees."
          onScroll={(event) => setTop(event.currentTarget.scrollTop)}
          onKeyDown={onKeyDown}
        >
          <div style={{ height: rows.length * ROW, position: 'relative' }}>
            {rows.slice(first, last).map((row, offset) => {
              const index = first + offset;
              const states = `${index === active ? ' active' : ''}${marked?.(row.name) ? ' marked' : ''}`;
              return (
                <div
                  role="row"
                  key={row.name}
                  aria-rowindex={index + 2}
                  className={`table-row${states}`}
                  style={{ transform: `translateY(${index * ROW}px)` }}
                  data-testid="table-row"
                  data-name={row.name}
                  onClick={() => {
                    setActive(index);
                    toggle(row.name);
                  }}
                >
                  <div role="cell" className="cell name" title={row.name}>
                    <span className="bar" style={{ width: `${mostSelf > 0 ? (row.self / mostSelf) * 100 : 0}%` }} />
                    <FunctionName name={row.name} />
                    <button
                      type="button"
                      tabIndex={-1}
                      className="row-action"
                      title="Callers and callees (f)"
                      aria-label={`Callers and callees of ${row.name}`}
                      onClick={(event) => {
                        event.stopPropagation();
                        props.onFocus(row.name);
                      }}
                    >
                      ◎
                    </button>
                  </div>
                  <div role="cell" className="cell self">
                    {formatValue(row.self, unit)} <small>{formatShare(row.self, whole)}</small>
                  </div>
                  <div role="cell" className="cell total">
                    {formatValue(row.total, unit)} <small>{formatShare(row.total, whole)}</small>
                  </div>
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <div className="visually-hidden" aria-live="polite" data-testid="table-selection">
        {chosen && `${chosen.name}, self ${formatValue(chosen.self, unit)}, total ${formatValue(chosen.total, unit)}`}
      </div>
    </div>
  );
}

/** The package gives way first, so that the function stays readable. */
function FunctionName({ name }: { name: string }) {
  const [owner, rest] = splitName(name);
  return (
    <span className="text">
      {owner !== '' && <span className="owner">{owner}</span>}
      <span className="rest">{rest}</span>
    </span>
  );
}
