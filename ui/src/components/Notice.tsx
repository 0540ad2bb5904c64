// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { ApiError } from '../api/client';

/** A message in the server's words, with a way to try again. */
export function ErrorNotice({ what, error, onRetry }: { what: string; error: ApiError; onRetry: () => void }) {
  return (
    <div className="notice error" role="alert" data-testid="error">
      <div>
        <strong>{what}</strong>
        <p>{error.message}</p>
      </div>
      <button type="button" className="control" data-testid="retry" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

export function Notice({ title, children, testId }: { title: string; children?: ReactNode; testId: string }) {
  return (
    <div className="notice" data-testid={testId}>
      <div>
        <strong>{title}</strong>
        <div>{children}</div>
      </div>
    </div>
  );
}
