// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.proto.hearth.v1.FunctionServiceGrpc;
import dev.hearth.proto.hearth.v1.SearchFunctionsRequest;
import dev.hearth.proto.hearth.v1.SearchFunctionsResponse;
import io.grpc.stub.StreamObserver;

/// `hearth.v1.FunctionService`. The tenant is the one bound to the calling thread.
final class FunctionService extends FunctionServiceGrpc.FunctionServiceImplBase {

    private final FunctionAnswers functions;

    FunctionService(FunctionAnswers functions) {
        this.functions = functions;
    }

    @Override
    public void searchFunctions(
            SearchFunctionsRequest request, StreamObserver<SearchFunctionsResponse> observer) {
        RpcReply.send(observer, tenants -> functions.search(tenants, request));
    }
}
