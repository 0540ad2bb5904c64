// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client';

export interface Load<T> {
  /** The last good answer, also while the next one is on its way. */
  data: T | null;
  error: ApiError | null;
  loading: boolean;
  retry: () => void;
}

interface Settled<T> {
  key: string;
  data: T | null;
  error: ApiError | null;
}

/** Loads whenever the key changes; null loads nothing. A newer load cancels the older one. */
export function useLoad<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Load<T> {
  const [attempt, setAttempt] = useState(0);
  const [settled, setSettled] = useState<Settled<T> | null>(null);
  const latest = useRef(load);
  latest.current = load;
  const attemptKey = key === null ? null : `${attempt} ${key}`;

  useEffect(() => {
    if (attemptKey === null) return;
    const controller = new AbortController();
    latest.current(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setSettled({ key: attemptKey, data, error: null });
      },
      (failure: unknown) => {
        if (controller.signal.aborted) return;
        const error = failure instanceof ApiError ? failure : new ApiError(0, 'unknown', String(failure));
        setSettled({ key: attemptKey, data: null, error });
      },
    );
    return () => controller.abort();
  }, [attemptKey]);

  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const loading = attemptKey !== null && settled?.key !== attemptKey;
  return {
    data: key === null ? null : (settled?.data ?? null),
    error: loading || key === null ? null : (settled?.error ?? null),
    loading,
    retry,
  };
}
