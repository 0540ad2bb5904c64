// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import java.util.List;

/// The types that a recording is read for, by the names that its metadata gives them.
///
/// Of an event or constant, the fields to be read are named in the order of the slots that they are
/// read into.
enum TypeRole {
    OTHER(""),
    BOOLEAN("boolean"),
    BYTE("byte"),
    CHAR("char"),
    SHORT("short"),
    INT("int"),
    LONG("long"),
    FLOAT("float"),
    DOUBLE("double"),
    TEXT("java.lang.String"),
    CLASS("java.lang.Class", "name"),
    METHOD("jdk.types.Method", "type", "name"),
    SYMBOL("jdk.types.Symbol", "string"),
    THREAD_STATE("jdk.types.ThreadState", "name"),
    STACK_TRACE("jdk.types.StackTrace"),
    STACK_FRAME("jdk.types.StackFrame", "method", "lineNumber"),
    ACTIVE_SETTING("jdk.ActiveSetting", "name", "value"),
    EXECUTION_SAMPLE(true, "jdk.ExecutionSample", "state", ""),
    CPU_TIME_SAMPLE(true, "jdk.CPUTimeSample", "samplingPeriod", ""),
    WALL_CLOCK_SAMPLE(true, "profiler.WallClockSample", "state", "samples"),
    ALLOCATION_IN_NEW_TLAB(true, "jdk.ObjectAllocationInNewTLAB", "tlabSize", ""),
    ALLOCATION_OUTSIDE_TLAB(true, "jdk.ObjectAllocationOutsideTLAB", "allocationSize", ""),
    ALLOCATION_SAMPLE(true, "jdk.ObjectAllocationSample", "weight", ""),
    MONITOR_ENTER(true, "jdk.JavaMonitorEnter", "duration", ""),
    THREAD_PARK(true, "jdk.ThreadPark", "duration", ""),
    LIVE_OBJECT(true, "profiler.LiveObject", "", ""),
    MALLOC(true, "profiler.Malloc", "size", "");

    /// What every sample has, by slot.
    static final int STACK = 0;

    static final int CONTEXT = 1;
    static final int SPAN = 2;
    static final int SPAN_NAME = 3;
    static final int TRACE_HIGH = 4;
    static final int TRACE_LOW = 5;

    /// The slot of the first field that only some have.
    static final int FIRST = 6;

    /// Slots that any role needs.
    static final int SLOTS = 8;

    private static final List<String> COMMON =
            List.of("stackTrace", "contextId", "spanId", "spanName", "traceIdHi", "traceIdLo");

    private static final List<TypeRole> ALL = List.of(values());

    private final String wireName;
    private final boolean isSample;
    private final String first;
    private final String second;

    TypeRole(String wireName) {
        this(wireName, "", "");
    }

    TypeRole(String wireName, String field) {
        this(wireName, field, "");
    }

    TypeRole(String wireName, String first, String second) {
        this(false, wireName, first, second);
    }

    TypeRole(boolean isSample, String wireName, String first, String second) {
        this.wireName = wireName;
        this.isSample = isSample;
        this.first = first;
        this.second = second;
    }

    /// Whether it is an event that profiles are made of.
    boolean isSample() {
        return isSample;
    }

    /// Whether what is read of it are texts; of all others it is numbers.
    boolean isOfTexts() {
        return this == SYMBOL || this == THREAD_STATE || this == ACTIVE_SETTING;
    }

    /// The role of a type, given its name.
    static TypeRole of(MetadataTexts texts, int name) {
        for (TypeRole role : ALL) {
            if (texts.is(name, role.wireName)) {
                return role;
            }
        }
        return OTHER;
    }

    /// The slot that a field is read into, given its name; -1 if it is not read.
    int slot(MetadataTexts texts, int name) {
        if (isSample) {
            for (int slot = 0; slot < COMMON.size(); slot++) {
                if (texts.is(name, COMMON.get(slot))) {
                    return slot;
                }
            }
        }
        int own = isSample ? FIRST : 0;
        if (!first.isEmpty() && texts.is(name, first)) {
            return own;
        }
        return !second.isEmpty() && texts.is(name, second) ? own + 1 : -1;
    }
}
