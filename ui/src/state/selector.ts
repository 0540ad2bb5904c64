// SPDX-License-Identifier: Apache-2.0
// The query of the address bar: a profile type and label matchers, as in `process_cpu:…{service_name="web"}`.

export type Operator = '=' | '!=' | '=~' | '!~';
export const OPERATORS: readonly Operator[] = ['=', '!=', '=~', '!~'];

export interface Matcher {
  name: string;
  op: Operator;
  value: string;
}

export interface Query {
  profileType: string;
  service: string;
  /** Without the matcher of the service. */
  filters: Matcher[];
}

const SERVICE = 'service_name';
const PLAIN_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

export function quote(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

export function formatMatcher(matcher: Matcher): string {
  const name = PLAIN_NAME.test(matcher.name) ? matcher.name : quote(matcher.name);
  return `${name}${matcher.op}${quote(matcher.value)}`;
}

export function formatSelector(query: Pick<Query, 'service' | 'filters'>): string {
  const matchers = query.service === '' ? [] : [{ name: SERVICE, op: '=' as const, value: query.service }];
  return `{${[...matchers, ...query.filters].map(formatMatcher).join(', ')}}`;
}

export function formatQuery(query: Query): string {
  return query.profileType === '' ? '' : query.profileType + formatSelector(query);
}

/** Null when the text does not parse. */
export function parseQuery(text: string): Query | null {
  const brace = text.indexOf('{');
  const profileType = (brace < 0 ? text : text.slice(0, brace)).trim();
  const matchers = brace < 0 ? [] : parseMatchers(text.slice(brace));
  if (matchers === null) return null;
  const at = matchers.findIndex((matcher) => matcher.name === SERVICE && matcher.op === '=');
  const service = at < 0 ? '' : (matchers[at]?.value ?? '');
  return { profileType, service, filters: matchers.filter((_, index) => index !== at) };
}

const TOKEN = /\s*(?:([a-zA-Z_][\w.]*)|"((?:[^"\\]|\\.)*)")\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(,|\})/y;

function parseMatchers(text: string): Matcher[] | null {
  if (/^\{\s*\}\s*$/.test(text)) return [];
  const matchers: Matcher[] = [];
  TOKEN.lastIndex = 1;
  for (;;) {
    const match = TOKEN.exec(text);
    if (!match) return null;
    matchers.push({
      name: match[1] ?? unescape(match[2] ?? ''),
      op: match[3] as Operator,
      value: unescape(match[4] ?? ''),
    });
    if (match[5] === '}') return text.slice(TOKEN.lastIndex).trim() === '' ? matchers : null;
  }
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
}
