// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { Range } from '../api/client';
import { describeRange, isRelative, QUICK_RANGES, toLocalInput } from '../state/time';

interface Props {
  from: string;
  until: string;
  range: Range;
  now: number;
  onChange: (from: string, until: string) => void;
}

/** The time range: quick choices, own start and end, one range earlier or later, twice as wide. */
export function TimeControl({ from, until, range, now, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const [start, setStart] = useState('');
  const [end, setEnd] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const span = range.end - range.start;

  useEffect(() => {
    if (!open) return;
    const onDown = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    window.addEventListener('pointerdown', onDown, true);
    return () => window.removeEventListener('pointerdown', onDown, true);
  }, [open]);

  function show() {
    setStart(toLocalInput(range.start));
    setEnd(toLocalInput(range.end));
    setOpen(true);
  }

  function close() {
    setOpen(false);
    button.current?.focus();
  }

  function choose(newFrom: string, newUntil: string) {
    close();
    onChange(newFrom, newUntil);
  }

  const startMillis = new Date(start).getTime();
  const endMillis = new Date(end).getTime();
  const complaint =
    Number.isNaN(startMillis) || Number.isNaN(endMillis)
      ? 'Start and end are both needed.'
      : startMillis >= endMillis
        ? 'The start has to lie before the end.'
        : '';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (complaint === '') choose(String(startMillis), String(endMillis));
  }

  function shift(by: number) {
    onChange(String(Math.round(range.start + by)), String(Math.round(range.end + by)));
  }

  return (
    <div
      className="picker time"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <div className="joined">
        <button type="button" className="control icon" aria-label="Earlier" title="One range earlier" onClick={() => shift(-span)}>
          ‹
        </button>
        <button
          ref={button}
          type="button"
          className="control time-button"
          data-testid="time-range"
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-label={`Time range: ${describeRange(from, until, now)}`}
          onClick={() => (open ? close() : show())}
        >
          {describeRange(from, until, now)}
          <span aria-hidden="true" className="caret" />
        </button>
        <button
          type="button"
          className="control icon"
          aria-label="Later"
          title="One range later"
          disabled={isRelative(until)}
          onClick={() => (range.end + span >= now ? onChange(`${String(Math.round(now - span))}`, 'now') : shift(span))}
        >
          ›
        </button>
        <button
          type="button"
          className="control icon"
          aria-label="Zoom out in time"
          title="Twice the range"
          onClick={() => {
            const right = Math.min(now, range.end + span / 2);
            onChange(String(Math.round(right - span * 2)), String(Math.round(right)));
          }}
        >
          −
        </button>
      </div>
      {open && (
        <div className="popup time-popup" role="dialog" aria-label="Time range">
          <div className="quick" role="group" aria-label="Quick ranges">
            {QUICK_RANGES.map((choice, index) => (
              <button
                key={choice.label}
                type="button"
                autoFocus={index === 0}
                className="control"
                aria-label={choice.name}
                aria-pressed={from === choice.from && isRelative(until)}
                data-testid={`range-${choice.label}`}
                onClick={() => choose(choice.from, 'now')}
              >
                {choice.label}
              </button>
            ))}
          </div>
          <form onSubmit={submit}>
            <label>
              Start
              <input className="control" type="datetime-local" step="1" value={start} data-testid="range-start" onChange={(event) => setStart(event.target.value)} />
            </label>
            <label>
              End
              <input className="control" type="datetime-local" step="1" value={end} data-testid="range-end" onChange={(event) => setEnd(event.target.value)} />
            </label>
            <p className="error-text" role="alert">
              {complaint}
            </p>
            <button type="submit" className="control primary" disabled={complaint !== ''} data-testid="range-apply">
              Apply
            </button>
          </form>
        </div>
      )}
    </div>
  );
}
