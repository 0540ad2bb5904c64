// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'react';
import { tenantId, type Range } from '../api/client';
import { preferredType, profileTypeName } from '../format/profileTypes';
import type { Query } from '../state/selector';
import type { Theme } from '../state/useTheme';
import type { View } from '../state/view';
import { Picker } from './Picker';
import { TimeControl } from './TimeControl';

export const REFRESH_CHOICES: readonly [number, string][] = [
  [0, 'Off'],
  [5, '5s'],
  [15, '15s'],
  [60, '1m'],
];

interface Props {
  view: View;
  query: Query;
  services: ReadonlyMap<string, string[]> | null;
  loading: boolean;
  range: Range;
  now: number;
  theme: Theme;
  /** Seconds between refreshes; 0 for none. */
  every: number;
  onQuery: (query: Query) => void;
  onRange: (from: string, until: string) => void;
  onRefresh: () => void;
  onEvery: (seconds: number) => void;
  onTheme: () => void;
  onTenant: () => void;
  onHelp: () => void;
}

export function Header(props: Props) {
  const { query, services, view } = props;
  const serviceOptions = useMemo(
    () =>
      [...(services ?? [])].map(([name, types]) => ({
        value: name,
        label: name,
        hint: types.length === 1 ? '1 profile type' : `${types.length} profile types`,
      })),
    [services],
  );
  const types = services?.get(query.service);
  const typeOptions = useMemo(
    () => (types ?? []).map((id) => ({ value: id, label: profileTypeName(id), hint: id })),
    [types],
  );
  const tenant = tenantId();
  const other = props.theme === 'dark' ? 'light' : 'dark';

  function pickService(service: string) {
    const offered = services?.get(service) ?? [];
    const profileType = offered.includes(query.profileType) ? query.profileType : preferredType(offered);
    props.onQuery({ service, profileType, filters: [] });
  }

  return (
    <header className="header">
      <a className="brand" href="./" aria-label="Hearth, start page">
        <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <rect x="3" y="23" width="26" height="6" rx="2" fill="#b4341a" />
          <rect x="6" y="16" width="18" height="6" rx="2" fill="#e0592a" />
          <rect x="9" y="9" width="11" height="6" rx="2" fill="#f18b34" />
          <rect x="12" y="2" width="5" height="6" rx="2" fill="#fbc04b" />
        </svg>
        <span>Hearth</span>
      </a>
      <div className="header-pickers">
        <Picker
          label="Service"
          value={query.service}
          placeholder={props.loading ? 'loading…' : 'none'}
          options={serviceOptions}
          loading={props.loading}
          onPick={pickService}
          testId="service-picker"
        />
        <Picker
          label="Profile"
          value={query.profileType}
          valueLabel={profileTypeName(query.profileType)}
          placeholder={props.loading ? 'loading…' : 'none'}
          options={typeOptions}
          loading={props.loading}
          onPick={(profileType) => props.onQuery({ ...query, profileType })}
          testId="type-picker"
        />
      </div>
      <div className="header-time">
        <TimeControl from={view.from} until={view.until} range={props.range} now={props.now} onChange={props.onRange} />
        <div className="joined">
          <button type="button" className="control" data-testid="refresh" title="Refresh (r)" onClick={props.onRefresh}>
            <span aria-hidden="true" className={props.loading ? 'spin' : ''}>
              ⟳
            </span>
            <span className="wide-only">Refresh</span>
            <span className="visually-hidden narrow-name">Refresh</span>
          </button>
          <select
            className="control"
            aria-label="Refresh automatically"
            title="Refresh automatically"
            data-testid="auto-refresh"
            value={props.every}
            onChange={(event) => props.onEvery(Number(event.target.value))}
          >
            {REFRESH_CHOICES.map(([seconds, label]) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div className="header-end">
        {tenant !== '' && (
          <button type="button" className="control quiet tenant" aria-label={`Tenant: ${tenant}`} data-testid="tenant-button" onClick={props.onTenant}>
            {tenant}
          </button>
        )}
        <button
          type="button"
          className="control quiet icon"
          data-testid="theme-toggle"
          aria-label={`Switch to the ${other} theme`}
          title={`Switch to the ${other} theme (t)`}
          onClick={props.onTheme}
        >
          {props.theme === 'dark' ? '☀' : '☾'}
        </button>
        <button type="button" className="control quiet icon" data-testid="help" aria-label="Help" title="Keys (?)" onClick={props.onHelp}>
          ?
        </button>
      </div>
    </header>
  );
}
