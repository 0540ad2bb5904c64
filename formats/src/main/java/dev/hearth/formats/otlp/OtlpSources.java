// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The resources and scopes of a request, each read once: profiles are asked for in order.
final class OtlpSources {

    private final OtlpOutline outline;
    private final OtlpLabels labels;
    private final IntColumn ranges = new IntColumn();

    private int resource = -1;
    private Map<String, String> resourceLabels = Map.of();
    private int scope = -1;
    private @Nullable OtlpSource source;
    private @Nullable MalformedProfileException failure;

    OtlpSources(OtlpOutline outline) {
        this.outline = outline;
        this.labels = new OtlpLabels(outline.dictionary);
    }

    /// Where the profiles of a scope come from.
    ///
    /// @throws MalformedProfileException if an attribute is wrong; the same for each profile
    OtlpSource of(int wanted) throws MalformedProfileException {
        if (scope != wanted) {
            scope = wanted;
            source = null;
            failure = null;
            try {
                source = read(wanted);
            } catch (MalformedProfileException e) {
                failure = e;
            }
        }
        OtlpSource found = source;
        if (found == null) {
            throw new MalformedProfileException(
                    MalformedProfileException.Reason.MALFORMED_PROFILE,
                    failure == null ? "" : failure.getMessage());
        }
        return found;
    }

    private OtlpSource read(int wanted) throws MalformedProfileException {
        int parent = outline.scopeResources.values[wanted];
        if (resource != parent) {
            resource = -1;
            resourceLabels =
                    read(outline.resources, parent, RESOURCE_PROFILES_RESOURCE, RESOURCE_ATTRIBUTE);
            resource = parent;
        }
        Map<String, String> scopeLabels =
                read(outline.scopes, wanted, SCOPE_PROFILES_SCOPE, SCOPE_ATTRIBUTE);
        return new OtlpSource(resourceLabels, scopeLabels);
    }

    /// Reads the attributes of a field of a message; the field may be there several times, and
    /// counts as one then.
    private Map<String, String> read(IntColumn messages, int row, int field, int attribute)
            throws MalformedProfileException {
        ranges.size = 0;
        outline.ranges(messages, row, field, ranges);
        Map<String, String> read = new LinkedHashMap<>();
        long bytes = 0;
        for (int i = 0; i < ranges.size; i += 2) {
            bytes = labels.read(ranges.values[i], ranges.values[i + 1], attribute, bytes, read);
        }
        return read;
    }
}
