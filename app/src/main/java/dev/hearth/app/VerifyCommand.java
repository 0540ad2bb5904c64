// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.block.audit.Problem;
import dev.hearth.block.audit.StoreVerifier;
import dev.hearth.block.audit.VerifyListener;
import dev.hearth.block.audit.VerifySummary;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.symbolizer.DebuginfoVerifier;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// `hearth verify`: reads every byte of a store.
final class VerifyCommand implements StoreCommand {

    private static final long PROGRESS_NANOS = Duration.ofMillis(200).toNanos();
    private static final int WIDTH = 79;

    private final boolean isTerminal;
    private final LongSupplier nanoTime;

    VerifyCommand(boolean isTerminal, LongSupplier nanoTime) {
        this.isTerminal = isTerminal;
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String help() {
        return "Read every byte of the store and tell what is damaged or missing. Changes nothing; a server may run meanwhile. Exit code 1 if there is a problem.";
    }

    @Override
    public List<Flag<?>> flags() {
        return List.of();
    }

    @Override
    public boolean writes(Settings settings) {
        return false;
    }

    @Override
    public int run(Settings settings, ObjectStore store, PrintStream out, PrintStream err)
            throws IOException {
        Progress progress = new Progress(out, err);
        VerifySummary summary = new StoreVerifier(store, progress).run();
        DebuginfoVerifier.Summary files =
                new DebuginfoVerifier(store, progress.after(summary)).run();
        long problems = summary.problems() + files.problems();
        progress.clear();
        out.printf(
                "%d tenants, %d index versions, %d deletions, %d blocks (and %d unfinished), %d partitions, %d segments, %d debug files (and %d unfinished), %s: %s%n",
                summary.tenants(),
                summary.versions(),
                summary.deletions(),
                summary.blocks(),
                summary.unfinished(),
                summary.partitions(),
                summary.segments(),
                files.files(),
                files.unfinished(),
                TextTable.bytes(summary.bytes() + files.bytes()),
                problems == 0 ? "all is as it was written" : problems + " problems");
        return problems == 0 ? 0 : 1;
    }

    /// Problems at once; on a terminal one line that says where it is.
    private final class Progress implements VerifyListener {

        private final PrintStream out;
        private final PrintStream err;
        private long shown = nanoTime.getAsLong() - PROGRESS_NANOS;

        Progress(PrintStream out, PrintStream err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public void checking(String object, VerifySummary done) {
            long now = nanoTime.getAsLong();
            if (isTerminal && now - shown >= PROGRESS_NANOS) {
                shown = now;
                String line = "%s, %s".formatted(TextTable.bytes(done.bytes()), object);
                err.printf("\r%-" + WIDTH + "." + WIDTH + "s", line);
                err.flush();
            }
        }

        @Override
        public void problem(Problem problem) {
            clear();
            out.println("problem: " + problem);
        }

        /// Goes on with the debug files.
        ///
        /// @param done what was checked before
        DebuginfoVerifier.Listener after(VerifySummary done) {
            return new DebuginfoVerifier.Listener() {
                @Override
                public void checking(String object) {
                    Progress.this.checking(object, done);
                }

                @Override
                public void problem(String object, String what) {
                    Progress.this.problem(new Problem(object, what));
                }
            };
        }

        void clear() {
            if (isTerminal) {
                err.printf("\r%-" + WIDTH + "s\r", "");
                err.flush();
            }
        }
    }
}
