// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.hearth.testing.Seeded;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Seeded.class)
final class DemanglerTest {

    private static final ThreadMXBean ALLOCATION =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final List<String> REAL =
            List.of(
                    "_ZNKSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE3getEv",
                    "_ZZN2ns3BoxIiE4sortERSt6vectorIiSaIiEEENKUlRKiS7_E_clES7_S7_",
                    "_ZSt13__adjust_heapIN9__gnu_cxx17__normal_iteratorIPiSt6vectorIiSaIiEEEEliNS0_5__ops15_Iter_comp_iterIZN2ns3BoxIiE4sortERS5_EUlRKiSE_E_EEEvT_T0_SI_T1_T2_",
                    "_RNvYINtNvNtCsjrHSEGnQ3l9_3std2io17default_write_fmt7AdapterINtNtB7_6cursor6CursorQShEENtNtCsgEmfK2I1SDS_4core3fmt5Write10write_charB9_",
                    "_RINvNtCsgEmfK2I1SDS_4core3ptr13drop_in_placeINtNtCslNYArtu3iFV_5alloc5boxed3BoxDG0_INtNtNtB4_3ops8function2FnTRL1_INtNtCsjrHSEGnQ3l9_3std5panic13PanicHookInfoL0_EEEp6OutputuNtNtB4_6marker4SyncNtB2N_4SendEL_EEB1T_",
                    "_ZN9hashbrown3raw21RawTable$LT$T$C$A$GT$14reserve_rehash17h9feeb13ee6de922bE");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_Z3addii | add",
                "_ZN2ns5Outer5innerEv | ns::Outer::inner",
                "_ZNK3FooIiE3getEv | Foo<int>::get",
                "_ZN3FooC1Ev | Foo::Foo",
                "_ZN3FooIiED2Ev | Foo<int>::~Foo",
                "_ZN2nsplERKNS_3BoxIiEES3_ | ns::operator+",
                "_ZN12_GLOBAL__N_16hiddenEv | (anonymous namespace)::hidden",
                "_ZNSt6vectorIiSaIiEE9push_backEOi | std::vector<int, std::allocator<int>>::push_back",
                "_ZZ4mainENKUlvE_clEv | main::{lambda()#1}::operator()",
                "_ZN4pairIPKcPFivEE1fEv | pair<char const*, int (*)()>::f",
                "_ZThn16_N3Foo3barEv | non-virtual thunk to Foo::bar",
                "_Z3fooILi3ELb1EEvv | foo<3, true>",
                "_Z1fIJiPcEEvDpT_ | f<int, char*>",
                "_ZN3Foo3barEv.cold | Foo::bar",
            })
    void readsCpp(String mangled, String name) {
        assertThat(Demangler.demangle(mangled)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_ZN9hashbrown3raw21RawTable$LT$T$C$A$GT$14reserve_rehash17h9feeb13ee6de922bE | hashbrown::raw::RawTable<T,A>::reserve_rehash",
                "_ZN50_$LT$T$u20$as$u20$core..convert..Into$LT$U$GT$$GT$4into17h0123456789abcdefE | <T as core::convert::Into<U>>::into",
                "_RNvNtCsjrHSEGnQ3l9_3std2fs24buffer_capacity_required | std::fs::buffer_capacity_required",
                "_RNCNvNtCsjrHSEGnQ3l9_3std2rt10lang_start0B5_ | std::rt::lang_start::{closure#0}",
                "_RNCNCNCNvNtCsjrHSEGnQ3l9_3std2rt19lang_start_internal00s_0B9_ | std::rt::lang_start_internal::{closure#0}::{closure#0}::{closure#1}",
                "_RNvMs3_NtCslNYArtu3iFV_5alloc7raw_vecINtB5_6RawVecTOhFUKCBN_EuENtNtCsjrHSEGnQ3l9_3std5alloc6SystemE8grow_oneB13_ | <alloc::raw_vec::RawVec<(*mut u8, unsafe extern \"C\" fn(*mut u8)), std::alloc::System>>::grow_one",
                "_RINvNtCsgEmfK2I1SDS_4core6escape14escape_unicodeKja_ECsgY6Mt91CT9J_14rustc_demangle | core::escape::escape_unicode::<10>",
            })
    void readsRust(String mangled, String name) {
        assertThat(Demangler.demangle(mangled)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "main",
                "_Z",
                "_R",
                "_ZN",
                "_ZNE",
                "runtime.mallocgc",
                "_ZN3fo",
                "_init"
            })
    void leavesOthersAsTheyAre(String name) {
        assertThat(Demangler.demangle(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-ffff", "fffff", "d800", "+41", "zz"})
    void leavesCharactersThatAreNoneInOldRustNames(String code) {
        String part = "$u" + code + "$";

        assertThat(Demangler.demangle("_ZN%d%s17h0123456789abcdefE".formatted(part.length(), part)))
                .isNotEmpty();
    }

    @Test
    void leavesThunksInsideOneAnotherWithoutEnd() {
        String name = "_Z" + "Th_".repeat(5_000) + "1f";

        assertThat(Demangler.demangle(name)).isEqualTo(name);
    }

    /// Three letters that stand for a type of thousands: such a name would be one of megabytes.
    @Test
    void leavesNamesThatRepeatALongPartBeforeTheyAreMade() {
        String name = "_Z1fI8000" + "a".repeat(8_000) + "Fv" + "S0_".repeat(2_600) + "EE";
        Demangler.demangle("_Z1fIiEvv");

        long before = ALLOCATION.getCurrentThreadAllocatedBytes();
        String read = Demangler.demangle(name);
        long allocated = ALLOCATION.getCurrentThreadAllocatedBytes() - before;

        assertThat(read).isEqualTo(name);
        assertThat(allocated).isLessThan(10 << 20);
    }

    @RepeatedTest(2000)
    void neverFailsOnWrongNames(RandomGenerator random) {
        StringBuilder name = new StringBuilder(REAL.get(random.nextInt(REAL.size())));
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(2, name.length());
            switch (random.nextInt(3)) {
                case 0 -> name.setCharAt(at, name.charAt(random.nextInt(name.length())));
                case 1 -> name.deleteCharAt(at);
                default -> name.insert(at, name.substring(at / 2, at));
            }
        }

        assertThat(Demangler.demangle(name.toString())).hasSizeLessThan(1 << 17);
    }
}
