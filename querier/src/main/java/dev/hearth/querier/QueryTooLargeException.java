// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.LimitFlags;
import java.io.IOException;

/// A query would look at more than its tenant may.
final class QueryTooLargeException extends IOException {

    private static final long serialVersionUID = 1;

    QueryTooLargeException(long bytes, long limit) {
        super(
                "the query would read %d bytes (max_query_bytes_read, limit: %d): choose a shorter range of time. To change it, set %s"
                        .formatted(bytes, limit, LimitFlags.MAX_QUERY_BYTES_READ));
    }
}
