// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

function Modal({ title, testId, onClose, children }: { title: string; testId: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current as HTMLDialogElement;
    if (!element.open) element.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      data-testid={testId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className="dialog-body">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

interface TenantProps {
  current: string;
  /** Whether the server asked for it. */
  asked: boolean;
  onSave: (id: string) => void;
  onClose: () => void;
}

export function TenantDialog({ current, asked, onSave, onClose }: TenantProps) {
  const [id, setId] = useState(current);
  return (
    <Modal title="Tenant" testId="tenant-dialog" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave(id.trim());
        }}
      >
        <p>
          {asked
            ? 'This server keeps several tenants apart and wants to know whose profiles to show.'
            : 'Whose profiles to show. Sent with every request; kept in this browser.'}
        </p>
        <label>
          Tenant id
          <input
            autoFocus
            className="control"
            type="text"
            autoComplete="off"
            spellCheck={false}
            data-testid="tenant-input"
            value={id}
            onChange={(event) => setId(event.target.value)}
          />
        </label>
        <p className="muted">
          Sent as <code>X-Scope-OrgID</code>.
        </p>
        <div className="dialog-actions">
          <button type="button" className="control quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="control primary" data-testid="tenant-save" disabled={asked && id.trim() === ''}>
            Save
          </button>
        </div>
      </form>
    </Modal>
  );
}

const KEYS: [string, [string, string][]][] = [
  [
    'Everywhere',
    [
      ['/', 'Search in the flame graph'],
      ['r', 'Refresh'],
      ['t', 'Light or dark'],
      ['?', 'This help'],
      ['Tab', 'Next control; Shift+Tab the one before'],
    ],
  ],
  [
    'Flame graph',
    [
      ['↑ ↓', 'Parent; widest child'],
      ['← →', 'Neighbour on the same level'],
      ['Enter', 'Zoom to the bar'],
      ['Esc', 'Reset the zoom, then the search, then the focus'],
      ['Home', 'Root'],
      ['n N', 'Next match; the one before'],
      ['c', 'Copy the name'],
      ['f', 'Callers and callees of the function'],
      ['s', 'Highlight the function everywhere'],
      ['m', 'Menu of the bar (also right click)'],
      ['Ctrl + wheel', 'Zoom at the pointer'],
    ],
  ],
  [
    'Table',
    [
      ['↑ ↓', 'Move'],
      ['Enter', 'Highlight in the flame graph'],
      ['f', 'Callers and callees'],
    ],
  ],
  [
    'Search',
    [
      ['text', 'Part of a name, in any case'],
      ['/expr/', 'Regular expression'],
      ['"name"', 'Exactly this name'],
    ],
  ],
];

export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal title="Keys and search" testId="help-dialog" onClose={onClose}>
      <div className="help">
        {KEYS.map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {rows.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="dialog-actions">
        <button type="button" autoFocus className="control primary" onClick={onClose}>
          Close
        </button>
      </div>
    </Modal>
  );
}
