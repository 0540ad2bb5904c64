// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useRef, useState } from 'react';
import { formatView, isStep, parseView, type View } from './view';

export type UpdateView = (change: Partial<View>, replace?: boolean) => void;

/** The view and the address bar, kept equal. */
export function useView(): [View, UpdateView] {
  const [view, setView] = useState(() => parseView(window.location.search));
  const current = useRef(view);

  useEffect(() => {
    const onPop = () => {
      current.current = parseView(window.location.search);
      setView(current.current);
    };
    window.addEventListener('popstate', onPop);
    return () => window.removeEventListener('popstate', onPop);
  }, []);

  const update = useCallback((change: Partial<View>, replace = false) => {
    const before = current.current;
    const after = { ...before, ...change };
    current.current = after;
    setView(after);
    const address = window.location.pathname + formatView(after);
    try {
      if (replace || !isStep(before, after)) window.history.replaceState(null, '', address);
      else window.history.pushState(null, '', address);
    } catch {
      // Some browsers refuse too many changes a second; the next one catches up.
    }
  }, []);

  return [view, update];
}
