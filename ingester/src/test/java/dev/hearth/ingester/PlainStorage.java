// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Segments as lines of text.
final class PlainStorage implements HistoryStorage {

    private final PlainChain chain;

    PlainStorage(ObjectStore store) {
        chain = new PlainChain(store);
    }

    @Override
    public Chain open() {
        return chain;
    }

    @Override
    public Found read() throws IOException {
        List<PlainChain.Segment> segments = chain.segments();
        return new Found(chain.read().end(), segments.size(), profiles(segments));
    }

    @Override
    public List<String> compact(int count) throws IOException {
        return profiles(chain.compact(count));
    }

    private static List<String> profiles(List<PlainChain.Segment> segments) {
        List<String> profiles = new ArrayList<>();
        for (PlainChain.Segment segment : segments) {
            for (String profile : segment.profiles()) {
                String tenant = profile.substring("tenant=".length(), profile.indexOf(' '));
                profiles.add(tenant + " " + PlainProfiles.id(profile));
            }
        }
        return profiles;
    }
}
