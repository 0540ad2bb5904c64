// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CallSiteTest {

    private final StackFixture fixture =
            new StackFixture()
                    .add("main;a;b", 1)
                    .add("main;a", 2)
                    .add("main", 4)
                    .add("main;c", 8)
                    .add("main+a;d", 16)
                    .add("a;b", 32)
                    .add("main;;a;e", 64);

    private List<String> select(String... functions) {
        long[] sums = fixture.sums();
        StackTable stacks = fixture.stacks.snapshot();
        Symbols symbols = fixture.symbols.snapshot();
        new CallSite(List.of(functions)).keepOnly(stacks, symbols, sums);
        CallTreeBuilder builder = new CallTreeBuilder();
        builder.add(stacks, symbols, sums);
        return CallTreeTest.lines(builder.build());
    }

    @Test
    void keepsWholeStacksThatBeginWithTheFunctions() {
        assertThat(select("main", "a"))
                .containsExactly(
                        "/main 0 83",
                        "/main/a 2 83",
                        "/main/a/b 1 1",
                        "/main/a/d 16 16",
                        "/main/a/e 64 64");
    }

    @Test
    void keepsNothingForAnUnknownFunction() {
        assertThat(select("main", "nowhere")).isEmpty();
        assertThat(select("b")).isEmpty();
    }

    @Test
    void keepsEverythingWithoutFunctions() {
        assertThat(select()).contains("/main 4 95", "/a 0 32");
    }
}
