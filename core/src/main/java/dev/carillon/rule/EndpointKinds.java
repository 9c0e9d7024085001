package dev.carillon.rule;

import dev.carillon.rule.TopicAttribute.Secrecy;
import dev.carillon.signature.Secret;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The kinds of endpoints that a server delivers to, and the documented kinds that it does not
 * serve, whose attributes are known but have no effect. Immutable.
 */
public final class EndpointKinds {
    private final Map<String, EndpointKind> byScheme = new TreeMap<>();
    private final Map<String, EndpointKind> unserved = new HashMap<>();
    private final Map<String, TopicAttribute> attributes = new HashMap<>();
    private final List<EndpointKind.Pair> pairs = new ArrayList<>();

    /**
     * Joins the kinds that are served.
     *
     * @throws IllegalArgumentException if two of them have a scheme in common, or an attribute with
     *     different types or secrecy, for which no value would be right; or if one describes an
     *     attribute that has a meaning for every topic, whose value would never reach its endpoints
     */
    public EndpointKinds(Collection<EndpointKind> served) {
        served.forEach(kind -> kind.schemes().forEach(scheme -> serve(scheme, kind)));
        served.forEach(this::describe);
        for (EndpointKind kind : DocumentedKinds.ALL) {
            if (kind.schemes().stream().noneMatch(byScheme::containsKey)) {
                kind.schemes().forEach(scheme -> unserved.put(scheme, kind));
                describe(kind);
            }
        }
    }

    /**
     * Returns why nothing can be delivered to the address of a target because of its scheme, and
     * what to do; empty if its kind is served.
     */
    public Optional<String> objection(Target target) {
        String scheme = target.scheme();
        if (byScheme.containsKey(scheme)) {
            return Optional.empty();
        }
        String why =
                unserved.containsKey(scheme)
                        ? unserved.get(scheme).name() + " endpoints are not in this build"
                        : "There is no endpoint of the kind '" + scheme + "'";
        return Optional.of(
                why + ": use push-endpoint with one of " + String.join(", ", byScheme.keySet()));
    }

    /**
     * Returns a text about a target without its secrets, for logs, messages and answers: the
     * password of its address, its signing secret, and the values of its secret attributes are
     * masked wherever they occur. Header values are not, because most are words of any text.
     */
    public String concealed(Target target, String text) {
        List<String> secrets = new ArrayList<>();
        target.password().ifPresent(secrets::add);
        target.signingSecret().map(Secret::revealText).ifPresent(secrets::add);
        target.options()
                .forEach((name, value) ->
                        attribute(name)
                                .filter(known -> known.secrecy() == Secrecy.SECRET)
                                .ifPresent(known ->
                                        secrets.addAll(SigningAttributes.secrets(known, value))));
        String shown = text.replace(target.address(), target.shown());
        for (String secret : secrets) {
            shown = secret.isEmpty() ? shown : shown.replace(secret, TopicSecrets.MASK);
        }
        return shown;
    }

    /** Returns the description of an attribute, whether its kind is served or not. */
    Optional<TopicAttribute> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /** Returns the pairs of attributes that are set together. */
    List<EndpointKind.Pair> pairs() {
        return List.copyOf(pairs);
    }

    /**
     * Returns whether an attribute of a topic has an effect: on endpoints of the kind of its
     * target, or on those of any kind if it has no target yet.
     */
    boolean hasEffect(String attribute, Optional<Target> target) {
        Optional<EndpointKind> kind = target.map(Target::scheme).map(byScheme::get);
        return kind.map(List::of).orElseGet(() -> List.copyOf(byScheme.values())).stream()
                .anyMatch(one -> one.attribute(attribute).isPresent());
    }

    private void serve(String scheme, EndpointKind kind) {
        EndpointKind other = byScheme.putIfAbsent(scheme, kind);
        if (other != null) {
            throw new IllegalArgumentException(
                    "%s:// addresses are served by two endpoint kinds, %s and %s: take one of them off the class path"
                            .formatted(scheme, other.name(), kind.name()));
        }
    }

    private void describe(EndpointKind kind) {
        for (TopicAttribute attribute : kind.attributes()) {
            if (TopicAttributes.ofEveryTopic(attribute.name())) {
                throw new IllegalArgumentException(
                        "the endpoint kind %s describes the attribute %s, which every topic has: it must choose another name"
                                .formatted(kind.name(), attribute.name()));
            }
            TopicAttribute other = attributes.putIfAbsent(attribute.name(), attribute);
            if (other != null && !other.agreesWith(attribute)) {
                throw new IllegalArgumentException(
                        "the endpoint kind %s describes the attribute %s in another way than a kind before it: type and secrecy must be the same"
                                .formatted(kind.name(), attribute.name()));
            }
        }
        pairs.addAll(kind.pairs());
    }
}
