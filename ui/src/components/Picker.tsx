// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';

export interface Option {
  value: string;
  label: string;
  hint?: string;
}

interface Props {
  label: string;
  value: string;
  /** What to show for a value that is none of the options. */
  valueLabel?: string;
  options: readonly Option[];
  onPick: (value: string) => void;
  testId: string;
  placeholder: string;
  loading?: boolean;
  /** Whether a text that is no option may be picked too. */
  free?: boolean;
  onOpen?: () => void;
}

const MOST_SHOWN = 300;

/** A button that opens a searchable list. */
export function Picker(props: Props) {
  const { options, value } = props;
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();

  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (option: Option) => {
      const hay = `${option.label} ${option.value}`.toLowerCase();
      return words.every((word) => hay.includes(word));
    };
    const found = options.filter(fits).slice(0, MOST_SHOWN);
    const typed = text.trim();
    if (props.free && typed !== '' && !options.some((option) => option.value === typed)) {
      found.push({ value: typed, label: typed, hint: 'as typed' });
    }
    return found;
  }, [options, text, props.free]);

  useEffect(() => {
    if (!open) return;
    const onDown = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    window.addEventListener('pointerdown', onDown, true);
    return () => window.removeEventListener('pointerdown', onDown, true);
  }, [open]);

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active, open]);

  function show() {
    setText('');
    setActive(Math.max(0, options.findIndex((option) => option.value === value)));
    setOpen(true);
    props.onOpen?.();
  }

  function close() {
    setOpen(false);
    button.current?.focus();
  }

  function pick(option: Option | undefined) {
    if (option === undefined) return;
    close();
    props.onPick(option.value);
  }

  function onKeyDown(event: KeyboardEvent) {
    const last = shown.length - 1;
    if (event.key === 'ArrowDown') setActive((at) => Math.min(last, at + 1));
    else if (event.key === 'ArrowUp') setActive((at) => Math.max(0, at - 1));
    else if (event.key === 'PageDown') setActive((at) => Math.min(last, at + 10));
    else if (event.key === 'PageUp') setActive((at) => Math.max(0, at - 10));
    else if (event.key === 'Enter') pick(shown[active]);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab') {
      setOpen(false);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const shownValue = options.find((option) => option.value === value)?.label ?? props.valueLabel ?? value;
  return (
    <div className="picker" ref={box}>
      <button
        ref={button}
        type="button"
        className="control picker-button"
        data-testid={props.testId}
        data-value={value}
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-label={`${props.label}: ${shownValue || 'none chosen'}`}
        title={value}
        onClick={() => (open ? close() : show())}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open) return;
          event.preventDefault();
          show();
        }}
      >
        <span className="picker-label">{props.label}</span>
        <span className="picker-value">{shownValue || props.placeholder}</span>
        <span aria-hidden="true" className="caret" />
      </button>
      {open && (
        <div className="popup picker-popup">
          <input
            autoFocus
            type="text"
            className="control"
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={shown.length > 0 ? `${id}-${active}` : undefined}
            aria-label={`Search ${props.label.toLowerCase()}`}
            placeholder="Type to search…"
            data-testid={`${props.testId}-search`}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
          />
          <ul ref={list} id={`${id}-list`} role="listbox" aria-label={props.label} data-testid={`${props.testId}-list`}>
            {shown.map((option, index) => (
              <li
                key={option.value}
                id={`${id}-${index}`}
                role="option"
                aria-selected={option.value === value}
                className={index === active ? 'active' : ''}
                data-value={option.value}
                onPointerMove={() => setActive(index)}
                onClick={() => pick(option)}
              >
                <span>{option.label}</span>
                {option.hint && <small>{option.hint}</small>}
              </li>
            ))}
          </ul>
          {shown.length === 0 && <p className="muted">{props.loading ? 'Loading…' : 'Nothing fits.'}</p>}
        </div>
      )}
    </div>
  );
}
