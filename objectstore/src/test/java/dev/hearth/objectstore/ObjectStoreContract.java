// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.testing.Seeded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [ObjectStore] does.
@ExtendWith(Seeded.class)
public interface ObjectStoreContract {

    /// The store under test, empty at first and the same within one test.
    ObjectStore store() throws IOException;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    default void readsBackWhatWasPut() throws IOException {
        assertThat(store().putIfAbsent("a/b", bytes("hello"))).isTrue();

        assertThat(store().get("a/b")).isEqualTo(bytes("hello"));
        assertThat(store().size("a/b")).isEqualTo(5);
        assertThat(store().getRange("a/b", 1, 3)).isEqualTo(bytes("ell"));
        assertThat(store().getRange("a/b", 5, 0)).isEmpty();
    }

    @Test
    default void readsBackWhatWasPutInPieces() throws IOException {
        byte[] large = new byte[300_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        ObjectContent content =
                new ObjectContent(large.length, () -> new ByteArrayInputStream(large));

        assertThat(store().putIfAbsent("a/large", content)).isTrue();
        assertThat(store().putIfAbsent("a/large", content)).isFalse();
        assertThat(store().get("a/large")).isEqualTo(large);
    }

    @Test
    default void leavesNoObjectWhoseContentEndsEarly() throws IOException {
        ObjectContent content =
                new ObjectContent(4, () -> new ByteArrayInputStream(new byte[] {1, 2, 3}));

        assertThatThrownBy(() -> store().putIfAbsent("short", content))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("short\" has 3 bytes (expected 4)");
        assertThat(store().size("short")).isEqualTo(-1);
        assertThat(store().list("", "", 10)).isEmpty();
    }

    @Test
    default void leavesNoObjectWhoseContentEndsLate() throws IOException {
        ObjectContent content =
                new ObjectContent(2, () -> new ByteArrayInputStream(new byte[] {1, 2, 3}));

        assertThatThrownBy(() -> store().putIfAbsent("long", content))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("long\" has 3 bytes (expected 2)");
        assertThat(store().size("long")).isEqualTo(-1);
    }

    @Test
    default void keepsTheFirstObjectOfAKey() throws IOException {
        store().putIfAbsent("a", bytes("first"));

        assertThat(store().putIfAbsent("a", bytes("second"))).isFalse();
        assertThat(store().get("a")).isEqualTo(bytes("first"));
    }

    @Test
    default void storesAnEmptyObject() throws IOException {
        store().putIfAbsent("empty", new byte[0]);

        assertThat(store().get("empty")).isEmpty();
        assertThat(store().size("empty")).isZero();
    }

    @Test
    default void keepsLargeObjectsWhole() throws IOException {
        byte[] large = new byte[6 << 20];
        large[large.length - 1] = 1;

        assertThat(store().putIfAbsent("large", large)).isTrue();
        assertThat(store().putIfAbsent("large", large)).isFalse();
        assertThat(store().getRange("large", large.length - 2, 2)).containsExactly(0, 1);
    }

    /// Length of the largest object that is tried.
    default int largestBytes() {
        return 40 << 20;
    }

    @Test
    default void putsAnObjectThatIsTooLargeForMemoryIfItsKeyIsFree() throws IOException {
        int length = largestBytes() + 7;
        ObjectContent content =
                new ObjectContent(length, () -> new PatternStream(length, (byte) 3));

        assertThat(store().putIfAbsent("huge", content)).isTrue();
        assertThat(
                        store().putIfAbsent(
                                        "huge",
                                        new ObjectContent(
                                                length, () -> new PatternStream(length, (byte) 5))))
                .isFalse();

        assertThat(store().size("huge")).isEqualTo(length);
        for (int at : new int[] {0, (5 << 20) - 3, (16 << 20) - 3, length - 8}) {
            assertThat(store().getRange("huge", at, 8))
                    .isEqualTo(PatternStream.bytes((byte) 3, at, 8));
        }
        store().delete("huge");
        assertThat(store().size("huge")).isEqualTo(-1);
    }

    @Test
    default void ofTwoWhoPutALargeObjectOneWins() throws Exception {
        ObjectStore store = store();
        int length = 17 << 20;
        List<Future<Boolean>> puts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (byte step = 0; step < 2; step++) {
                byte mine = step;
                ObjectContent content =
                        new ObjectContent(length, () -> new PatternStream(length, mine));
                puts.add(threads.submit(() -> store.putIfAbsent("large", content)));
            }
        }
        boolean firstWon = puts.getFirst().get();
        assertThat(puts.getLast().get()).isEqualTo(!firstWon);
        byte won = (byte) (firstWon ? 0 : 1);
        assertThat(store.getRange("large", length - 9, 9))
                .isEqualTo(PatternStream.bytes(won, length - 9, 9));
    }

    @Test
    default void takesEveryCharacterThatAKeyMayHave() throws IOException {
        TreeSet<String> keys = new TreeSet<>();
        for (char c = ' '; c < 0x7f; c++) {
            if (c != '/' && c != '\\') {
                keys.add("odd/x" + c + "y");
            }
        }
        keys.addAll(
                List.of(
                        "odd/a%2Fb",
                        "odd/%",
                        "odd/%00",
                        "odd/+ +",
                        "odd/a?b=c&d#e",
                        "odd/&amp;",
                        "odd/ a",
                        "odd/~",
                        "odd/<Key>",
                        "odd/$(a)",
                        "odd/a;b=c,d@e:f",
                        "odd/a b/c d"));
        for (String key : keys) {
            assertThat(store().putIfAbsent(key, bytes(key))).as(key).isTrue();
        }

        assertThat(store().list("odd/", "", 1000)).containsExactlyElementsOf(keys);
        for (String key : keys) {
            assertThat(store().get(key)).as(key).isEqualTo(bytes(key));
            assertThat(store().size(key)).as(key).isEqualTo(key.length());
            assertThat(store().list(key, "", 1)).as(key).containsExactly(key);
            assertThat(store().list("odd/", key, 1))
                    .as(key)
                    .isEqualTo(keys.higher(key) == null ? List.of() : List.of(keys.higher(key)));
            store().delete(key);
        }
        assertThat(store().list("odd/", "", 10)).isEmpty();
    }

    @Test
    default void doesNotShareItsBytesWithAnyone() throws IOException {
        byte[] mine = bytes("abc");
        store().putIfAbsent("a", mine);
        mine[0] = 'x';
        store().get("a")[1] = 'x';

        assertThat(store().get("a")).isEqualTo(bytes("abc"));
    }

    @Test
    default void namesTheKeyThatIsMissing() throws IOException {
        assertThatThrownBy(() -> store().get("no/such"))
                .isInstanceOf(NoSuchObjectException.class)
                .hasMessageEndingWith("no/such\"");
        assertThatThrownBy(() -> store().getRange("no/such", 0, 1))
                .isInstanceOf(NoSuchObjectException.class);
        assertThat(store().size("no/such")).isEqualTo(-1);
        store().delete("no/such");
    }

    @Test
    default void aPrefixOfAKeyIsNoObject() throws IOException {
        store().putIfAbsent("a/b", bytes("x"));

        assertThat(store().size("a")).isEqualTo(-1);
        assertThat(store().list("", "", 10)).containsExactly("a/b");
    }

    @Test
    default void refusesARangeBeyondTheEnd() throws IOException {
        store().putIfAbsent("a", bytes("hello"));

        assertThatThrownBy(() -> store().getRange("a", 3, 3))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("a\" has 5 bytes (expected at least 6)");
        assertThatThrownBy(() -> store().getRange("a", 9, 1)).isInstanceOf(IOException.class);
    }

    @Test
    default void forgetsADeletedObjectAndTakesItsKeyAgain() throws IOException {
        store().putIfAbsent("a/b", bytes("x"));

        store().delete("a/b");

        assertThat(store().size("a/b")).isEqualTo(-1);
        assertThat(store().list("", "", 10)).isEmpty();
        assertThat(store().putIfAbsent("a/b", bytes("y"))).isTrue();
        assertThat(store().get("a/b")).isEqualTo(bytes("y"));
    }

    @Test
    default void listsInOrderOfKeysNotOfFolders() throws IOException {
        for (String key : List.of("a/b", "a-b", "a", "a.b", "a/b!", "b/c", "A", "a!/x")) {
            if (!key.equals("a")) {
                store().putIfAbsent(key, bytes(key));
            }
        }

        assertThat(store().list("", "", 100))
                .containsExactly("A", "a!/x", "a-b", "a.b", "a/b", "a/b!", "b/c");
        assertThat(store().list("a/", "", 100)).containsExactly("a/b", "a/b!");
        assertThat(store().list("a", "a-b", 2)).containsExactly("a.b", "a/b");
        assertThat(store().list("a/b", "a/b", 2)).containsExactly("a/b!");
        assertThat(store().list("x", "", 2)).isEmpty();
        assertThat(store().list("", "", 0)).isEmpty();
    }

    @RepeatedTest(10)
    default void pagesThroughAnyKeys(RandomGenerator random) throws IOException {
        TreeSet<String> expected = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            String key =
                    "%s%d/%s%d/%d"
                            .formatted(
                                    "ab".charAt(random.nextInt(2)),
                                    random.nextInt(12),
                                    "!-_.*'()".charAt(random.nextInt(8)),
                                    random.nextInt(12),
                                    random.nextInt(12));
            expected.add(key);
            store().putIfAbsent(key, bytes(key));
        }
        String prefix = new String[] {"", "a", "a1", "a1/", "b1/-"}[random.nextInt(5)];
        expected.removeIf(key -> !key.startsWith(prefix));

        List<String> found = new ArrayList<>();
        String after = "";
        while (true) {
            List<String> page = store().list(prefix, after, 1 + random.nextInt(7));
            if (page.isEmpty()) {
                break;
            }
            found.addAll(page);
            after = page.getLast();
        }

        assertThat(found).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/a", "a/", "a//b", ".", "..", "a/../b", "../a", "a/.", "a\\b", "a\0", "é"
            })
    default void refusesAKeyThatIsNone(String key) {
        assertThatThrownBy(() -> store().putIfAbsent(key, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().get(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().delete(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void takesEveryCharacterOfATenantAndTheLongestOne() throws IOException {
        String key = "tenants/!-_.*'()" + "x".repeat(142) + "/index/00000000000000000001";
        store().putIfAbsent(key, bytes("x"));

        assertThat(store().list("tenants/", "", 2)).containsExactly(key);
        assertThat(store().get(key)).isEqualTo(bytes("x"));
    }

    @Test
    default void ofManyWhoPutOneKeyOneWins() throws Exception {
        ObjectStore store = store();
        for (int round = 0; round < 10; round++) {
            String key = "contested/" + round;
            List<Future<Boolean>> puts = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 8; i++) {
                    byte[] mine = bytes("writer " + i);
                    puts.add(threads.submit(() -> store.putIfAbsent(key, mine)));
                }
            }
            int winner = -1;
            for (int i = 0; i < 8; i++) {
                if (puts.get(i).get()) {
                    assertThat(winner).isEqualTo(-1);
                    winner = i;
                }
            }
            assertThat(store.get(key)).isEqualTo(bytes("writer " + winner));
        }
    }
}
