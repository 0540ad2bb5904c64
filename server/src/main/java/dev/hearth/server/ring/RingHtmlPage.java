// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server.ring;

import dev.hearth.ring.Member;
import dev.hearth.ring.PartitionShare;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingStore;
import java.util.List;
import java.util.Locale;

/// Rings as a page, for people. It needs no script.
final class RingHtmlPage {

    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>%s</title>
            <style>
            body { font: 14px system-ui, sans-serif; margin: 2em; }
            table { border-collapse: collapse; margin-bottom: 1.5em; }
            th, td { border: 1px solid #bbb; padding: .25em .6em; text-align: left; }
            .away { background: #fdd; }
            </style></head><body>
            <h1>%s</h1>
            """;

    private RingHtmlPage() {}

    static String rings(RingStore store, List<Ring> rings) {
        StringBuilder page = new StringBuilder(HEAD.formatted("Rings", "Rings"));
        page.append("<p>Kept in: ").append(escaped(store.kind()));
        page.append(". <a href=\"memberlist\">Who gossips</a></p>\n");
        for (Ring ring : rings) {
            page.append("<h2>").append(ring.name().key()).append("</h2>\n");
            members(page, ring);
            if (!ring.state().partitions().isEmpty()) {
                partitions(page, ring);
            }
        }
        return page.append("</body></html>\n").toString();
    }

    private static void members(StringBuilder page, Ring ring) {
        row(page, "th", "", "Member", "State", "Address", "Zone", "Heartbeat", "Since", "");
        for (Member member : ring.state().members().values()) {
            boolean isAway = member.isPresent() && !ring.isHealthy(member);
            row(
                    page,
                    "td",
                    isAway ? "away" : "",
                    escaped(member.id()),
                    isAway ? name(member.state()) + ", away" : name(member.state()),
                    escaped(member.address()),
                    escaped(member.zone()),
                    member.heartbeat().toString(),
                    member.registered().toString(),
                    member.isPresent() ? button(ring, member.id()) : "");
        }
        page.append("</table>\n");
    }

    private static String button(Ring ring, String id) {
        return """
        <form method="post"><input type="hidden" name="ring" value="%s">\
        <button name="forget" value="%s">Forget</button></form>\
        """
                .formatted(ring.name().key(), escaped(id));
    }

    private static void partitions(StringBuilder page, Ring ring) {
        row(page, "th", "", "Partition", "State", "Zone", "Since", "Tokens", "Share", "Owners", "");
        for (PartitionShare share : ring.shares()) {
            row(
                    page,
                    "td",
                    share.owners().isEmpty() ? "away" : "",
                    escaped(share.partition().id()),
                    name(share.partition().state()),
                    escaped(share.partition().zone()),
                    share.partition().since().toString(),
                    Integer.toString(share.partition().tokens()),
                    String.format(Locale.ROOT, "%.1f %%", share.share() * 100),
                    escaped(String.join(", ", share.owners())),
                    mayBeForgotten(share) ? button(ring, share.partition().id()) : "");
        }
        page.append("</table>\n");
    }

    private static boolean mayBeForgotten(PartitionShare share) {
        return share.owners().isEmpty() && share.partition().state() != PartitionState.RETIRED;
    }

    /// A row; that of the heads begins the table.
    private static void row(StringBuilder page, String cell, String style, String... cells) {
        page.append(cell.equals("th") ? "<table>\n" : "");
        page.append(style.isEmpty() ? "<tr>" : "<tr class=\"" + style + "\">");
        for (String content : cells) {
            page.append('<').append(cell).append('>').append(content);
            page.append("</").append(cell).append('>');
        }
        page.append("</tr>\n");
    }

    static String peers(RingStore store) {
        StringBuilder page = new StringBuilder(HEAD.formatted("Gossip", "Gossip"));
        if (store.peers().isEmpty()) {
            page.append("<p>Nobody gossips here: rings are kept in ");
            page.append(escaped(store.kind())).append(".</p>\n");
        }
        page.append("<ul>\n");
        store.peers().forEach(peer -> page.append("<li>" + escaped(peer) + "</li>\n"));
        return page.append("</ul><p><a href=\"ring\">Rings</a></p></body></html>\n").toString();
    }

    private static String name(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
