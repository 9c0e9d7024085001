package dev.carillon.amqp;

import org.apache.qpid.server.model.PermissionedObject;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.model.VirtualHost;
import org.apache.qpid.server.model.VirtualHostNode;
import org.apache.qpid.server.security.AccessControl;
import org.apache.qpid.server.security.CompoundAccessControl;
import org.apache.qpid.server.security.Result;
import org.apache.qpid.server.security.SecurityToken;
import org.apache.qpid.server.security.access.Operation;
import org.apache.qpid.server.virtualhost.AbstractVirtualHost;

import java.util.List;
import java.util.Map;

import javax.security.auth.Subject;

/**
 * Forbids everybody to write to the exchange {@link QpidBroker#READ_ONLY}. Qpid's own rules of
 * access are a plugin with a file; this is the place where they would be asked.
 */
final class ReadOnly implements AccessControl<ReadOnly.Token> {
    /** Says nothing: the rule is the same for all. */
    record Token() implements SecurityToken {}

    static void protect(SystemConfig<?> system) throws ReflectiveOperationException {
        var field = AbstractVirtualHost.class.getDeclaredField("_accessControl");
        field.setAccessible(true);
        for (VirtualHostNode<?> node : system.getContainer().getChildren(VirtualHostNode.class)) {
            VirtualHost<?> host = node.getVirtualHost();
            ((CompoundAccessControl) field.get(host)).setAccessControls(List.of(new ReadOnly()));
        }
    }

    @Override
    public Result getDefault() {
        return Result.DEFER;
    }

    @Override
    public Token newToken() {
        return new Token();
    }

    @Override
    public Token newToken(Subject subject) {
        return new Token();
    }

    @Override
    public Result authorise(Token token, Operation operation, PermissionedObject object) {
        return authorise(token, operation, object, Map.of());
    }

    @Override
    public Result authorise(
            Token token,
            Operation operation,
            PermissionedObject object,
            Map<String, Object> arguments) {
        return operation.getName().equals("publish")
                        && object.getName().equals(QpidBroker.READ_ONLY)
                ? Result.DENIED
                : Result.DEFER;
    }
}
