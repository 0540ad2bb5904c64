// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import dev.hearth.model.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Shares work out among members by consistent hash. Immutable.
///
/// What a member that goes had is shared by the others, and nothing else moves; one that comes
/// takes its share from all. Two processes that know the same members agree.
public final class MemberRing {

    /// Shares differ by some percent.
    private static final int TOKENS = 512;

    private final Map<String, Member> members = new TreeMap<>();
    private final TokenRing ring;

    private MemberRing(Collection<Member> members) {
        members.forEach(member -> this.members.put(member.id(), member));
        List<String> ids = List.copyOf(this.members.keySet());
        int[] counts = new int[ids.size()];
        Arrays.fill(counts, TOKENS);
        this.ring = TokenRing.of(ids, counts);
    }

    /// Shares work among these, in whatever order they come.
    public static MemberRing of(Collection<Member> members) {
        return new MemberRing(members);
    }

    /// Who does the work of a tenant, or null if there is nobody.
    public @Nullable Member owner(TenantId tenant) {
        List<Member> first = owners(tenant.value(), 1);
        return first.isEmpty() ? null : first.getFirst();
    }

    /// Who does a piece of work, and who does it if they cannot, in order.
    ///
    /// @param key names the work, for instance the id of a block
    /// @param count how many members at most
    public List<Member> owners(String key, int count) {
        List<Member> owners = new ArrayList<>();
        TokenRing.Walk walk = ring.walk(RingHash.of(key));
        while (owners.size() < count && walk.hasNext()) {
            Member member = members.get(walk.next());
            if (member != null) {
                owners.add(member);
            }
        }
        return owners;
    }

    /// All members, by id.
    public List<Member> members() {
        return List.copyOf(members.values());
    }

    /// Whether these are its members, at the addresses that it knows.
    boolean isOf(List<Member> others) {
        List<Member> mine = members();
        boolean isSame = mine.size() == others.size();
        for (int i = 0; isSame && i < mine.size(); i++) {
            isSame =
                    mine.get(i).id().equals(others.get(i).id())
                            && mine.get(i).address().equals(others.get(i).address());
        }
        return isSame;
    }

    /// What part of the work a member has, 0 to 1; 0 if it is not one of these.
    public double share(String id) {
        int index = ring.ids().indexOf(id);
        return index < 0 ? 0 : ring.shares()[index];
    }
}
