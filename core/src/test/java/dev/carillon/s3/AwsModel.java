package dev.carillon.s3;

import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.protocols.core.OperationInfo;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The operations of the S3 API as the SDK's request classes describe them. */
final class AwsModel {
    private AwsModel() {}

    /**
     * An operation of the model.
     *
     * @param name without {@code Request}
     * @param uri as the SDK has it: {@code /{Key+}?tagging}, without the bucket
     */
    record Operation(String name, String method, String uri, List<SdkField<?>> fields) {
        List<String> headers() {
            return at(MarshallLocation.HEADER);
        }

        List<String> parameters() {
            return at(MarshallLocation.QUERY_PARAM);
        }

        boolean ofObject() {
            return uri.contains("{Key+}");
        }

        /** Returns the part behind the question mark. */
        String query() {
            int question = uri.indexOf('?');
            return question < 0 ? "" : uri.substring(question + 1);
        }

        private List<String> at(MarshallLocation location) {
            return fields.stream()
                    .filter(sdkField -> sdkField.location() == location)
                    .map(SdkField::locationName)
                    .toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Operation> operations() {
        return Arrays.stream(S3AsyncClient.class.getMethods())
                .flatMap(method -> Arrays.stream(method.getParameterTypes()))
                .filter(S3Request.class::isAssignableFrom)
                .distinct()
                .map(AwsModel::operation)
                .sorted(Comparator.comparing(Operation::name))
                .toList();
    }

    /** Returns the fields of any class of the model. */
    static List<SdkField<?>> fields(Class<?> type) {
        try {
            Object builder = type.getMethod("builder").invoke(null);
            var build = builder.getClass().getMethod("build");
            build.setAccessible(true);
            return ((SdkPojo) build.invoke(builder)).sdkFields();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the SDK's classes are built differently now", e);
        }
    }

    private static Operation operation(Class<?> request) {
        try {
            var marshaller =
                    Class.forName(
                            "software.amazon.awssdk.services.s3.transform."
                                    + request.getSimpleName()
                                    + "Marshaller");
            var binding = marshaller.getDeclaredField("SDK_OPERATION_BINDING");
            binding.setAccessible(true);
            var operation = (OperationInfo) binding.get(null);
            return new Operation(
                    request.getSimpleName().replaceAll("Request$", ""),
                    operation.httpMethod().name(),
                    operation.requestUri(),
                    fields(request));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the SDK's classes are built differently now", e);
        }
    }
}
