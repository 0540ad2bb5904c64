// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// Carries questions and answers without threads: whoever waits has them carried, in a random
/// order, and may find that it takes longer.
@NullMarked
final class SteppedCarriers implements FanOut.Carriers {

    /// Once in how many times somebody else is asked as well.
    private static final int LATE = 6;

    private final RandomGenerator random;
    private final List<Runnable> underWay = new ArrayList<>();

    SteppedCarriers(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void carry(String name, Runnable task) {
        underWay.add(task);
    }

    @Override
    public <T> @Nullable T await(BlockingQueue<T> outcomes, long nanos) {
        while (outcomes.isEmpty()) {
            if (underWay.isEmpty()) {
                throw new IllegalStateException("nobody was asked");
            }
            if (random.nextInt(LATE) == 0) {
                return null;
            }
            underWay.remove(random.nextInt(underWay.size())).run();
        }
        return outcomes.poll();
    }

    /// Whatever is still under way comes too late.
    void end() {
        underWay.clear();
    }
}
