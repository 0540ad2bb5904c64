// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

/// Something in a store that is not as it should be.
///
/// @param object key of the object
/// @param what what is wrong with it
public record Problem(String object, String what) {

    @Override
    public String toString() {
        return object + ": " + what;
    }
}
