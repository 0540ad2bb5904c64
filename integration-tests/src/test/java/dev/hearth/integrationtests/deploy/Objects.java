// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Objects of Kubernetes, as they stand in files.
final class Objects {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Objects() {}

    /// Reads one document, YAML or JSON.
    static JsonNode parse(String text) {
        return JSON.valueToTree(yaml().load(text));
    }

    /// Reads the documents of a file, by kind and name.
    static Map<String, JsonNode> parseAll(String text) throws IOException {
        TreeMap<String, JsonNode> objects = new TreeMap<>();
        for (Object document : yaml().loadAll(text)) {
            if (document != null) {
                JsonNode object = JSON.valueToTree(document);
                String name = name(object);
                if (objects.put(name, object) != null) {
                    throw new IOException(name + " is there twice");
                }
            }
        }
        return objects;
    }

    /// Returns an object that must be there.
    static JsonNode get(Map<String, JsonNode> objects, String name) {
        JsonNode object = objects.get(name);
        if (object == null) {
            throw new AssertionError("%s is not among %s".formatted(name, objects.keySet()));
        }
        return object;
    }

    /// Kind and name of an object.
    static String name(JsonNode object) {
        return object.path("kind").asText() + "/" + object.path("metadata").path("name").asText();
    }

    private static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }
}
