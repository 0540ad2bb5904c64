// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

/// Hears what a verification does while it runs. Called from its thread.
public interface VerifyListener {

    /// An object is about to be read.
    ///
    /// @param done what was checked so far
    void checking(String object, VerifySummary done);

    /// Something is wrong. Told once it is sure.
    void problem(Problem problem);
}
