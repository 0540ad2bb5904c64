// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.FlagsProvider;

/// Settings of the HTTP library that it takes for the whole process.
public final class HttpFlags implements FlagsProvider {

    @Override
    public int priority() {
        return 1000;
    }

    /// Selectors are text: `{path=~"x/../y"}` names no file.
    @Override
    public Boolean allowDoubleDotsInQueryString() {
        return true;
    }
}
