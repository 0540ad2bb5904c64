// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Adds events to the kinds of profiles that they count for. One whose stack is not there counts
/// for none.
final class SampleEvents {

    private static final String EVENT = "event";
    private static final String WALL = "wall";
    private static final String SLEEPING = "STATE_SLEEPING";
    private static final String RUNNABLE = "STATE_RUNNABLE";

    private static final int IS_UNKNOWN = 0;
    private static final int IS_SLEEPING = 1;
    private static final int IS_RUNNABLE = 2;
    private static final int IS_OTHER = 3;

    private static final int STATE = TypeRole.FIRST;
    private static final int VALUE = TypeRole.FIRST;
    private static final int WALL_SAMPLES = TypeRole.FIRST + 1;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final ChunkConstants constants;
    private final JfrTexts texts;
    private final ChunkStacks stacks;
    private final ContextLabels contexts;
    private final Map<ProfileKind, KindRows> kinds;

    /// By row of the chunk's thread states.
    private final IntColumn states = new IntColumn();

    private Budget budget = new Budget(0);
    private long period;
    private long ticksPerSecond;
    private String event = "";

    /// @param kinds all of them
    SampleEvents(
            ChunkConstants constants,
            JfrTexts texts,
            ChunkStacks stacks,
            ContextLabels contexts,
            Map<ProfileKind, KindRows> kinds) {
        this.constants = constants;
        this.texts = texts;
        this.stacks = stacks;
        this.contexts = contexts;
        this.kinds = new EnumMap<>(kinds);
    }

    /// Starts on a recording.
    ///
    /// @param newPeriod nanoseconds between two samples of time
    /// @param newBudget pays for texts, which events may share
    void start(long newPeriod, Budget newBudget) {
        period = newPeriod;
        budget = newBudget;
        event = "";
    }

    /// Starts on a chunk, whose constants have been read.
    void startChunk(ChunkHeader chunk) {
        ticksPerSecond = chunk.ticksPerSecond();
        states.fill(constants.threadStates.size(), IS_UNKNOWN);
        stacks.startChunk();
    }

    /// What the profiler was asked to sample, as the recording has it last; empty if it does not
    /// say so.
    String event() {
        return event;
    }

    /// Whether samples came that know what CPU time they stand for.
    boolean hasCpuTime() {
        return rows(ProfileKind.CPU_TIME).size() > 0;
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        states.clear(keep);
        event = "";
    }

    /// Adds an event.
    ///
    /// @param slots what was read of it
    /// @param isInTicks whether its value is
    void add(TypeRole role, long[] slots, boolean isInTicks) throws MalformedProfileException {
        if (role == TypeRole.ACTIVE_SETTING) {
            if (texts.is(slots[0], EVENT)) {
                budget.charge(4L * texts.length(slots[1]));
                event = texts.string(slots[1]);
            }
            return;
        }
        int stack = stacks.stack(slots[TypeRole.STACK]);
        if (stack == ChunkStacks.MISSING) {
            return;
        }
        contexts.read(slots);
        switch (role) {
            case EXECUTION_SAMPLE -> execution(stack, slots);
            case WALL_CLOCK_SAMPLE -> wallClock(stack, slots);
            case CPU_TIME_SAMPLE ->
                    rows(ProfileKind.CPU_TIME).add(stack, contexts, time(slots[VALUE], isInTicks));
            case LIVE_OBJECT -> rows(ProfileKind.LIVE).add(stack, contexts, 1);
            default -> rows(kind(role)).addOne(stack, contexts, slots[VALUE]);
        }
    }

    private static ProfileKind kind(TypeRole role) {
        return switch (role) {
            case ALLOCATION_IN_NEW_TLAB -> ProfileKind.IN_NEW_TLAB;
            case ALLOCATION_OUTSIDE_TLAB -> ProfileKind.OUTSIDE_TLAB;
            case ALLOCATION_SAMPLE -> ProfileKind.ALLOCATION;
            case MONITOR_ENTER -> ProfileKind.MUTEX;
            case THREAD_PARK -> ProfileKind.BLOCK;
            case MALLOC -> ProfileKind.MALLOC;
            default -> throw new IllegalArgumentException(role + " has no two values");
        };
    }

    private void execution(int stack, long[] slots) throws MalformedProfileException {
        int state = state(slots[STATE]);
        if (state != IS_UNKNOWN && state != IS_SLEEPING) {
            rows(ProfileKind.CPU).add(stack, contexts, period);
        }
        if (event.equals(WALL)) {
            rows(ProfileKind.WALL).add(stack, contexts, period);
        }
    }

    private void wallClock(int stack, long[] slots) throws MalformedProfileException {
        long count = slots[WALL_SAMPLES];
        if (count <= 0) {
            return;
        }
        if (count > Long.MAX_VALUE / period) {
            throw ProtoReader.malformed(
                    "a sample of wall clock time counts %d (expected at most %d)"
                            .formatted(count, Long.MAX_VALUE / period));
        }
        if (event.equals(WALL) && state(slots[STATE]) == IS_RUNNABLE) {
            rows(ProfileKind.CPU).add(stack, contexts, count * period);
        }
        rows(ProfileKind.WALL).add(stack, contexts, count * period);
    }

    /// The time that a sample stands for, in nanoseconds.
    private long time(long value, boolean isInTicks) throws MalformedProfileException {
        if (value <= 0) {
            return period;
        }
        if (!isInTicks || ticksPerSecond <= 0 || ticksPerSecond > Integer.MAX_VALUE * 4L) {
            return value;
        }
        long seconds = value / ticksPerSecond;
        if (seconds >= Long.MAX_VALUE / NANOS_PER_SECOND) {
            throw ProtoReader.malformed(
                    "a sample of CPU time stands for %d seconds (expected less than %d)"
                            .formatted(seconds, Long.MAX_VALUE / NANOS_PER_SECOND));
        }
        return seconds * NANOS_PER_SECOND
                + value % ticksPerSecond * NANOS_PER_SECOND / ticksPerSecond;
    }

    private int state(long constant) throws MalformedProfileException {
        int row = constants.threadStates.find(constant);
        if (row < 0) {
            return IS_UNKNOWN;
        }
        if (states.values[row] == IS_UNKNOWN) {
            long name = constants.threadStates.first(row);
            states.values[row] =
                    texts.is(name, SLEEPING)
                            ? IS_SLEEPING
                            : texts.is(name, RUNNABLE) ? IS_RUNNABLE : IS_OTHER;
        }
        return states.values[row];
    }

    private KindRows rows(ProfileKind kind) {
        return Objects.requireNonNull(kinds.get(kind));
    }
}
