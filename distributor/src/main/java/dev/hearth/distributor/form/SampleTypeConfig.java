// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.form;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The part `sample_type_config` of an upload: a JSON object from sample type to settings, of which
/// only `display-name` counts.
public final class SampleTypeConfig {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String DISPLAY_NAME = "display-name";

    private SampleTypeConfig() {}

    /// Reads the object.
    ///
    /// @return from sample type to display name, empty if it has none
    /// @throws IllegalArgumentException if the bytes are not such an object; the message is for the
    ///   client
    public static Map<String, String> parse(byte[] json) {
        Map<String, String> config = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String type = parser.currentName();
                expect(parser.nextToken() == JsonToken.START_OBJECT);
                config.put(type, displayName(parser));
            }
            return config;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "sample_type_config is not JSON at byte %d (expected {\"type\": {\"display-name\": …}})"
                            .formatted(location(e)),
                    e);
        }
    }

    private static String displayName(JsonParser parser) throws IOException {
        String name = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (key.equals(DISPLAY_NAME) && value == JsonToken.VALUE_STRING) {
                name = parser.getText();
            }
            parser.skipChildren();
        }
        return name;
    }

    private static long location(IOException e) {
        return e instanceof com.fasterxml.jackson.core.JsonProcessingException wrong
                        && wrong.getLocation() != null
                ? wrong.getLocation().getByteOffset()
                : 0;
    }

    private static void expect(boolean isObject) {
        if (!isObject) {
            throw new IllegalArgumentException(
                    "sample_type_config holds no object (expected {\"type\": {\"display-name\": …}})");
        }
    }
}
