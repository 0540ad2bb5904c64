// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { listServices, selectMergeStacktraces, selectSeries, setTenantId, tenantId } from './api/client';
import { HelpDialog, TenantDialog } from './components/Dialogs';
import { FilterBar } from './components/FilterBar';
import { FlamePanel } from './components/FlamePanel';
import { Header } from './components/Header';
import { ErrorNotice, Notice } from './components/Notice';
import { Onboarding } from './components/Onboarding';
import { Timeline } from './components/Timeline';
import { readFlameGraph, rootTotal } from './flame/graph';
import { preferredType, profileTypeName } from './format/profileTypes';
import { unitOf } from './format/units';
import { formatQuery, formatSelector, parseQuery, type Query } from './state/selector';
import { readSetting, writeSetting } from './state/settings';
import { alignToStep, isRelative, resolveRange, timelineStep } from './state/time';
import { useLoad } from './state/useLoad';
import { useTheme } from './state/useTheme';
import { useView } from './state/useView';

const EVERY_KEY = 'hearth:refreshSeconds';
const WAIT_SECONDS = 3;
const THIRTY_DAYS = 30 * 86_400_000;
const NO_QUERY: Query = { profileType: '', service: '', filters: [] };

export function App() {
  const [view, update] = useView();
  const [theme, , chooseTheme] = useTheme();
  const [now, setNow] = useState(() => Date.now());
  const [every, setEvery] = useState(() => Number(readSetting(EVERY_KEY) ?? 0) || 0);
  const [dialog, setDialog] = useState<'help' | 'tenant' | null>(null);
  const [toast, setToast] = useState('');
  const searchInput = useRef<HTMLInputElement>(null);

  const range = useMemo(() => resolveRange(view.from, view.until, now), [view.from, view.until, now]);
  const parsed = useMemo(() => parseQuery(view.query), [view.query]);
  const query = parsed ?? NO_QUERY;
  const unit = unitOf(query.profileType);
  const when = `${tenantId()} ${range.start} ${range.end} ${now}`;

  const services = useLoad(`services ${when}`, (signal) => listServices(range, signal));
  const nothing = services.data?.size === 0;
  const older = useLoad(nothing ? `older ${when}` : null, (signal) =>
    listServices({ start: now - THIRTY_DAYS, end: now }, signal),
  );

  const selector = formatSelector(query);
  const key = query.profileType === '' ? null : `${query.profileType} ${selector} ${when}`;
  const step = timelineStep(range);
  const aligned = useMemo(() => alignToStep(range, step), [range, step]);
  // What is shown carries its own unit and range: it stays on the page until the next answer is here.
  const asked = query.profileType + selector;
  const timeline = useLoad(key && `timeline ${key}`, async (signal) => {
    const points = await selectSeries(query.profileType, selector, aligned, step, signal);
    return { asked, points, range: aligned, step, unit, profileType: query.profileType };
  });
  const flame = useLoad(key && `flame ${view.maxNodes} ${key}`, async (signal) => {
    const answer = await selectMergeStacktraces(query.profileType, selector, range, view.maxNodes, signal);
    return { asked, graph: readFlameGraph(answer.flamegraph ?? {}), unit };
  });

  const refresh = useCallback(() => setNow(Date.now()), []);

  // The first service is chosen for whoever has not chosen one.
  useEffect(() => {
    if (view.query !== '' || !services.data) return;
    const [first] = services.data;
    if (first) update({ query: formatQuery({ service: first[0], profileType: preferredType(first[1]), filters: [] }) }, true);
  }, [services.data, view.query, update]);

  useEffect(() => {
    const name = query.service === '' ? '' : `${query.service} · ${profileTypeName(query.profileType)} · `;
    document.title = `${name}Hearth`;
  }, [query.service, query.profileType]);

  // While nothing has arrived the page looks again by itself, so that the first profile shows without a click.
  const waiting = nothing && older.data?.size === 0 && isRelative(view.until);
  const seconds = waiting ? WAIT_SECONDS : every;
  useEffect(() => {
    if (seconds === 0 || !isRelative(view.until)) return;
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') refresh();
    }, seconds * 1000);
    return () => window.clearInterval(timer);
  }, [seconds, view.until, refresh]);

  const tenantAsked = [services, older, timeline, flame].some((load) => load.error?.needsTenant);
  useEffect(() => {
    if (tenantAsked) setDialog('tenant');
  }, [tenantAsked]);

  useEffect(() => {
    if (toast === '') return;
    const timer = window.setTimeout(() => setToast(''), 2000);
    return () => window.clearTimeout(timer);
  }, [toast]);

  const switchTheme = useCallback(() => chooseTheme(theme === 'dark' ? 'light' : 'dark'), [theme, chooseTheme]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || document.querySelector('dialog[open]')) return;
      if (event.key === '/') searchInput.current?.focus();
      else if (event.key === '?') setDialog('help');
      else if (event.key === 'r') refresh();
      else if (event.key === 't') switchTheme();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [refresh, switchTheme]);

  function setQuery(next: Query) {
    const sameKind = next.service === query.service && next.profileType === query.profileType;
    update({ query: formatQuery(next), ...(sameKind ? {} : { zoom: '', focus: '' }) });
  }

  function setRange(from: string, until: string) {
    setNow(Date.now());
    update({ from, until });
  }

  const loading = services.loading || timeline.loading || flame.loading;
  return (
    <div className="app">
      <button type="button" className="skip" onClick={() => document.getElementById('content')?.focus()}>
        Skip to the profile
      </button>
      <Header
        view={view}
        query={query}
        services={services.data}
        loading={loading}
        range={range}
        now={now}
        theme={theme}
        every={every}
        onQuery={setQuery}
        onRange={setRange}
        onRefresh={refresh}
        onEvery={(next) => {
          writeSetting(EVERY_KEY, next === 0 ? null : String(next));
          setEvery(next);
        }}
        onTheme={switchTheme}
        onTenant={() => setDialog('tenant')}
        onHelp={() => setDialog('help')}
      />
      <div className={`progress${loading ? ' on' : ''}`} aria-hidden="true" />
      <div className="visually-hidden" role="status">
        {loading ? 'Loading' : ''}
      </div>
      <main id="content" tabIndex={-1} aria-busy={loading} data-testid="content" data-loading={loading}>
        {content()}
      </main>
      {dialog === 'help' && <HelpDialog onClose={() => setDialog(null)} />}
      {dialog === 'tenant' && (
        <TenantDialog
          current={tenantId()}
          asked={tenantAsked}
          onClose={() => setDialog(null)}
          onSave={(id) => {
            setTenantId(id);
            setDialog(null);
            refresh();
          }}
        />
      )}
      <div className="toast" role="status" data-testid="toast">
        {toast}
      </div>
    </div>
  );

  function content() {
    if (services.error?.needsTenant) {
      return (
        <Notice title="This server keeps tenants apart." testId="needs-tenant">
          <button type="button" className="control primary" onClick={() => setDialog('tenant')}>
            Enter the tenant id
          </button>
        </Notice>
      );
    }
    if (services.error) return <ErrorNotice what="The services could not be listed." error={services.error} onRetry={services.retry} />;
    if (parsed === null) {
      return (
        <Notice title="The query of this link does not parse." testId="bad-query">
          <p>
            <code>{view.query}</code>
          </p>
          <button type="button" className="control" onClick={() => update({ query: '' })}>
            Start over
          </button>
        </Notice>
      );
    }
    if (nothing && (view.query === '' || older.data?.size === 0)) {
      if (older.data?.size === 0) return <Onboarding />;
      return older.data ? otherRanges() : null;
    }
    if (query.profileType === '') return <div className="card skeleton" aria-hidden="true" />;
    return (
      <>
        <FilterBar
          service={query.service}
          profileType={query.profileType}
          filters={query.filters}
          range={range}
          onChange={(filters) => setQuery({ ...query, filters })}
        />
        {timeline.error ? (
          <ErrorNotice what="The timeline could not be loaded." error={timeline.error} onRetry={timeline.retry} />
        ) : (
          <section className={`card timeline-card${timeline.data && timeline.data.asked !== asked ? ' stale' : ''}`} aria-label="Timeline">
            {timeline.data ? (
              <Timeline
                points={timeline.data.points}
                range={timeline.data.range}
                step={timeline.data.step}
                unit={timeline.data.unit}
                profileType={timeline.data.profileType}
                theme={theme}
                onSelect={(start, end) => setRange(String(start), String(end))}
              />
            ) : (
              <div className="timeline skeleton" aria-hidden="true" />
            )}
          </section>
        )}
        {profile()}
      </>
    );
  }

  function profile() {
    if (flame.error) return <ErrorNotice what="The flame graph could not be loaded." error={flame.error} onRetry={flame.retry} />;
    if (flame.data === null) return <div className="card skeleton panel" data-testid="loading" aria-hidden="true" />;
    if (rootTotal(flame.data.graph) === 0 && !flame.loading) return otherRanges();
    return (
      <FlamePanel
        graph={flame.data.graph}
        unit={flame.data.unit}
        stale={flame.data.asked !== asked}
        theme={theme}
        view={view}
        update={update}
        searchInput={searchInput}
        onCopied={(name) => setToast(`Copied ${name}`)}
      />
    );
  }

  function otherRanges() {
    return (
      <Notice title="No profiles in this time range." testId="no-data">
        <p>
          {query.filters.length > 0 ? 'Remove a filter, or look at another range:' : 'Look at another range:'}
        </p>
        <div className="actions">
          {['now-6h', 'now-24h', 'now-7d', 'now-30d'].map((from) => (
            <button key={from} type="button" className="control" onClick={() => setRange(from, 'now')}>
              {from.replace('now-', 'Last ')}
            </button>
          ))}
        </div>
      </Notice>
    );
  }
}
