// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Text as it stands in the query of a URL.
final class ParamText {

    private ParamText() {}

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
