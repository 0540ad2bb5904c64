// SPDX-License-Identifier: Apache-2.0
import { readSetting, writeSetting } from '../state/settings';
import type { NamesResponse, SelectMergeStacktracesResponse, SelectSeriesResponse, SeriesResponse } from './types';

const TENANT_KEY = 'hearth:tenantID';

/** What the server refused, with its own words. `code` is a Connect code such as `invalid_argument`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  get needsTenant(): boolean {
    return this.status === 401 || this.code === 'unauthenticated';
  }
}

export function tenantId(): string {
  return readSetting(TENANT_KEY) ?? '';
}

export function setTenantId(id: string): void {
  writeSetting(TENANT_KEY, id === '' ? null : id);
}

/** The address clients send to: where this page was loaded from, without the last slash. */
export function serverAddress(): string {
  return new URL('.', document.baseURI).href.replace(/\/$/, '');
}

async function call<T>(method: string, body: object, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Connect-Protocol-Version': '1',
    Accept: '*/*;allow-utf8-labelnames=true',
  };
  const tenant = tenantId();
  if (tenant !== '') headers['X-Scope-OrgID'] = tenant;
  let response: Response;
  try {
    response = await fetch(new URL(`querier.v1.QuerierService/${method}`, document.baseURI), {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw new ApiError(0, 'unavailable', 'The server does not answer. Is it running, and can this browser reach it?');
  }
  if (!response.ok) throw await refusal(response, method);
  try {
    return (await response.json()) as T;
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw new ApiError(response.status, 'unknown', `The answer of ${method} is not JSON.`);
  }
}

async function refusal(response: Response, method: string): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  try {
    const parsed = JSON.parse(text) as { code?: string; message?: string };
    if (parsed.message) return new ApiError(response.status, parsed.code ?? 'unknown', parsed.message);
  } catch {
    // Not a Connect error: a proxy or an unknown path answered.
  }
  const detail = text.length > 0 && text.length < 300 && !text.includes('<') ? `: ${text.trim()}` : '';
  return new ApiError(response.status, 'unknown', `${method} answered HTTP ${response.status}${detail}`);
}

export interface Range {
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
}

const wire = (range: Range) => ({ start: String(range.start), end: String(range.end) });

/** Which profile types each service has in the range. */
export async function listServices(range: Range, signal?: AbortSignal): Promise<Map<string, string[]>> {
  const body = { matchers: [], labelNames: ['service_name', '__profile_type__'], ...wire(range) };
  const answer = await call<SeriesResponse>('Series', body, signal);
  const services = new Map<string, string[]>();
  for (const set of answer.labelsSet ?? []) {
    const service = set.labels?.find((label) => label.name === 'service_name')?.value;
    const type = set.labels?.find((label) => label.name === '__profile_type__')?.value;
    if (!service || !type) continue;
    const types = services.get(service);
    if (types === undefined) services.set(service, [type]);
    else if (!types.includes(type)) types.push(type);
  }
  return new Map([...services].sort(([a], [b]) => a.localeCompare(b)));
}

export async function labelNames(range: Range, selector: string, signal?: AbortSignal): Promise<string[]> {
  const answer = await call<NamesResponse>('LabelNames', { matchers: [selector], ...wire(range) }, signal);
  return (answer.names ?? []).filter((name) => !name.startsWith('__'));
}

export async function labelValues(name: string, range: Range, selector: string, signal?: AbortSignal): Promise<string[]> {
  const answer = await call<NamesResponse>('LabelValues', { name, matchers: [selector], ...wire(range) }, signal);
  return answer.names ?? [];
}

/** Totals per step (in seconds); a point holds the profiles of the step before it. */
export async function selectSeries(
  profileTypeID: string,
  labelSelector: string,
  range: Range,
  step: number,
  signal?: AbortSignal,
): Promise<Map<number, number>> {
  const body = { profileTypeID, labelSelector, ...wire(range), step };
  const answer = await call<SelectSeriesResponse>('SelectSeries', body, signal);
  const points = new Map<number, number>();
  for (const series of answer.series ?? []) {
    for (const point of series.points ?? []) {
      const time = Number(point.timestamp ?? 0);
      points.set(time, (points.get(time) ?? 0) + (point.value ?? 0));
    }
  }
  return points;
}

export function selectMergeStacktraces(
  profileTypeID: string,
  labelSelector: string,
  range: Range,
  maxNodes: number,
  signal?: AbortSignal,
): Promise<SelectMergeStacktracesResponse> {
  const body = { profileTypeID, labelSelector, ...wire(range), maxNodes: String(maxNodes) };
  return call<SelectMergeStacktracesResponse>('SelectMergeStacktraces', body, signal);
}
