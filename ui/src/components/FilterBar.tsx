// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { labelNames, labelValues, type Range } from '../api/client';
import { formatMatcher, formatSelector, OPERATORS, type Matcher, type Operator } from '../state/selector';
import { useLoad } from '../state/useLoad';
import { Picker } from './Picker';

interface Props {
  service: string;
  profileType: string;
  filters: readonly Matcher[];
  range: Range;
  onChange: (filters: Matcher[]) => void;
}

/** The label matchers of the query, and a form that adds one. */
export function FilterBar({ service, profileType, filters, range, onChange }: Props) {
  const [adding, setAdding] = useState(false);
  const [name, setName] = useState('');
  const [op, setOp] = useState<Operator>('=');
  const [value, setValue] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);

  const selector = formatSelector({ service, filters: [...filters] });
  const key = `${selector} ${range.start} ${range.end}`;
  const names = useLoad(adding ? `names ${key}` : null, (signal) => labelNames(range, selector, signal));
  const values = useLoad(adding && name !== '' ? `values ${name} ${key}` : null, (signal) =>
    labelValues(name, range, selector, signal),
  );

  useEffect(() => setAdding(false), [service, profileType]);
  useEffect(() => {
    if (adding) form.current?.querySelector('button')?.focus();
  }, [adding]);

  function stop() {
    setAdding(false);
    setName('');
    setValue('');
    setOp('=');
    requestAnimationFrame(() => addButton.current?.focus());
  }

  function add(event: FormEvent) {
    event.preventDefault();
    if (name === '') return;
    onChange([...filters, { name, op, value }]);
    stop();
  }

  const options = (list: string[] | null) => (list ?? []).map((one) => ({ value: one, label: one }));
  return (
    <div className="filters" role="group" aria-label="Label filters" data-testid="filters">
      {filters.map((filter, index) => (
        <span className="chip" key={formatMatcher(filter)} data-testid="filter-chip">
          <code>{formatMatcher(filter)}</code>
          <button
            type="button"
            aria-label={`Remove filter ${formatMatcher(filter)}`}
            onClick={() => onChange(filters.filter((_, at) => at !== index))}
          >
            ×
          </button>
        </span>
      ))}
      {adding ? (
        <form
          ref={form}
          className="filter-form"
          onSubmit={add}
          onKeyDown={(event) => {
            if (event.key === 'Escape') stop();
          }}
        >
          <Picker
            label="Label"
            value={name}
            placeholder="choose"
            options={options(names.data).filter((option) => option.value !== 'service_name')}
            loading={names.loading}
            free
            onPick={(picked) => {
              setName(picked);
              setValue('');
            }}
            testId="filter-name"
          />
          <select
            className="control"
            aria-label="Comparison"
            data-testid="filter-op"
            value={op}
            onChange={(event) => setOp(event.target.value as Operator)}
          >
            {OPERATORS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
          <Picker
            label="Value"
            value={value}
            placeholder="choose"
            options={options(values.data)}
            loading={values.loading}
            free
            onPick={setValue}
            testId="filter-value"
          />
          <button type="submit" className="control primary" disabled={name === ''} data-testid="filter-submit">
            Add
          </button>
          <button type="button" className="control quiet" onClick={stop}>
            Cancel
          </button>
          {(names.error ?? values.error) && <span className="error-text">{(names.error ?? values.error)?.message}</span>}
        </form>
      ) : (
        <button ref={addButton} type="button" className="control quiet" data-testid="filter-add" onClick={() => setAdding(true)}>
          + Filter by label
        </button>
      )}
    </div>
  );
}
