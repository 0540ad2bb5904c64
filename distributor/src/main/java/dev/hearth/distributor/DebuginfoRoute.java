// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.symbolizer.DebuginfoException;
import dev.hearth.symbolizer.DebuginfoStore;
import io.grpc.Context;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /debuginfo.v1alpha1.DebuginfoService/Upload/{gnu_build_id}`: a debug file as the body,
/// after the service was asked whether it is wanted. Answers in plain text.
final class DebuginfoRoute {

    private static final Logger LOG = LoggerFactory.getLogger(DebuginfoRoute.class);
    private static final String PATH = "/debuginfo.v1alpha1.DebuginfoService/Upload/";

    private final DebuginfoStore store;

    DebuginfoRoute(DebuginfoStore store) {
        this.store = store;
    }

    Route route() {
        return Route.streaming("POST", PATH + "*", Route.Access.TENANT, this::upload);
    }

    private HttpReply upload(HttpCall call) throws InterruptedException {
        String id = call.path().substring(PATH.length());
        long deadline = System.nanoTime() + DebuginfoStore.UPLOAD_TIMEOUT.toNanos();
        Context context = Context.current();
        BooleanSupplier isOver = () -> context.isCancelled() || System.nanoTime() - deadline > 0;
        try {
            store.receive(call.tenant(), id, call.bodyStream(), isOver);
            return HttpReply.ok();
        } catch (DebuginfoException e) {
            int status = e.reason() == DebuginfoException.Reason.WRONG ? 400 : 412;
            return HttpReply.text(status, e.getMessage() + "\n");
        } catch (IOException e) {
            if (isOver.getAsBoolean()) {
                LOG.debug("the upload of a debug file did not come to its end", e);
            } else {
                LOG.error("a debug file was not stored", e);
            }
            return HttpReply.text(500, "the file was not stored\n");
        }
    }
}
