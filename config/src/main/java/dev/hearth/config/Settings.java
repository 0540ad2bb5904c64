// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.util.IdentityHashMap;
import java.util.List;

/// The values of all flags, resolved. Immutable.
///
/// Config records are made from it: `settings.get(IngesterFlags.MAX_AGE)`. Tests start from
/// [#defaults] and add what they need by [#with].
public final class Settings {

    private final IdentityHashMap<Flag<?>, Object> values;
    private final List<String> warnings;

    Settings(IdentityHashMap<Flag<?>, Object> values, List<String> warnings) {
        this.values = values;
        this.warnings = List.copyOf(warnings);
    }

    /// Every flag at its default.
    public static Settings defaults() {
        return new Settings(new IdentityHashMap<>(), List.of());
    }

    /// The same with one flag set.
    public <T> Settings with(Flag<T> flag, T value) {
        IdentityHashMap<Flag<?>, Object> more = new IdentityHashMap<>(values);
        more.put(flag, value);
        return new Settings(more, warnings);
    }

    /// The same with several flags set.
    ///
    /// @param more values that the flags' own parsers made
    Settings with(IdentityHashMap<Flag<?>, Object> more) {
        IdentityHashMap<Flag<?>, Object> all = new IdentityHashMap<>(values);
        all.putAll(more);
        return new Settings(all, warnings);
    }

    /// The value of a flag: as set, else its default.
    @SuppressWarnings("unchecked") // only flag.parse and with() put values in
    public <T> T get(Flag<T> flag) {
        Object value = values.get(flag);
        return value == null ? flag.defaultValue() : (T) value;
    }

    /// Whether somebody set the flag, be it to its default.
    public boolean isSet(Flag<?> flag) {
        return values.containsKey(flag);
    }

    /// What the operator should read at start: flags that are accepted but do nothing.
    public List<String> warnings() {
        return warnings;
    }

    /// The value as text that could be set again; stars for a secret.
    public <T> String text(Flag<T> flag) {
        return flag.format(get(flag));
    }
}
