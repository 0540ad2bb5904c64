// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Finds the index of the life that a tenant lives.
final class IndexBeginning implements VersionChain.Beginning<TenantIndex> {

    private static final int ATTEMPTS = 50;

    private final TenantId tenant;
    private final TenantLives lives;
    private final IndexVersions<TenantIndex> versions;
    private final LostIndex lost;

    IndexBeginning(
            TenantId tenant,
            ObjectStore store,
            TenantLives lives,
            IndexVersions<TenantIndex> versions) {
        this.tenant = tenant;
        this.lives = lives;
        this.versions = versions;
        this.lost = new LostIndex(tenant, store);
    }

    /// @throws CorruptIndexException if there is none, but should be
    @Override
    public @Nullable IndexLink<TenantIndex> find() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            TenantLives.Seen seen = lives.see(tenant);
            String life = seen.life();
            IndexLink<TenantIndex> found = life == null ? null : locate(life);
            if (found != null
                    && (found.number() > 1 || found.content().life().equals(lives.of(tenant)))) {
                return found;
            }
            if (found != null) {
                // A first version that somebody put who slept, of a life that ends: go on with what
                // is now.
                continue;
            }
            String trace = life == null ? traceOfNoLife() : lost.firstTrace(life);
            if (trace == null) {
                return null;
            }
            // Looked at once more: it may have begun, or ended, or both, meanwhile.
            boolean isStill = life == null || locate(life) == null;
            if (isStill && lives.see(tenant).equals(seen)) {
                throw CorruptIndexException.lost(versions.prefix(), trace);
            }
        }
        throw new IOException(
                "tenant \"%s\" ended and began %d times while its index was read"
                        .formatted(tenant, ATTEMPTS));
    }

    private @Nullable IndexLink<TenantIndex> locate(String life) throws IOException {
        return versions.locate(life, index -> index.life().equals(life));
    }

    /// What there cannot be of a tenant that does not live: an index that has not ended, or, where
    /// nobody lives that could have told, anything at all. Null if there is nothing like that.
    private @Nullable String traceOfNoLife() throws IOException {
        IndexLink<TenantIndex> other = versions.locateAny();
        IndexLink<TenantIndex> last = other == null ? null : versions.lastFrom(other);
        if (last != null && !last.content().isEnded()) {
            return "there is \"%s\" of a life that is not known".formatted(last.key());
        }
        if (!lives.isUnknown(tenant)) {
            return null;
        }
        String trace = lost.firstTrace(null);
        return trace == null || !lives.isUnknown(tenant)
                ? null
                : "there is \"%s\", and no life is known".formatted(trace);
    }

    @Override
    public boolean isOver(IndexLink<TenantIndex> last) throws IOException {
        return last.content().isEnded() && !last.content().life().equals(lives.of(tenant));
    }
}
