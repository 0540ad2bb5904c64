// SPDX-License-Identifier: Apache-2.0
// The part of the querier's JSON that the page reads. Zero values are left out, so everything is optional; 64-bit
// integers come as strings.

export interface LabelPair {
  name?: string;
  value?: string;
}

export interface SeriesResponse {
  labelsSet?: { labels?: LabelPair[] }[];
}

export interface NamesResponse {
  names?: string[];
}

export interface Point {
  value?: number;
  /** Milliseconds since the epoch. */
  timestamp?: string;
}

export interface SelectSeriesResponse {
  series?: { labels?: LabelPair[]; points?: Point[] }[];
}

export interface WireFlameGraph {
  names?: string[];
  levels?: { values?: (string | number)[] }[];
  total?: string;
  maxSelf?: string;
}

export interface SelectMergeStacktracesResponse {
  flamegraph?: WireFlameGraph;
}
