// Accepts the messages of B2 rules that are signed with one of our secrets, and refuses all others.
// usage: SIGNING_SECRET='NEW OLD' go run verify.go PORT
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

const largest = 8 << 20

// genuine returns whether the header signs these bytes: the bytes as they came, before anything parses them.
func genuine(body []byte, header string) bool {
	found := false
	for _, secret := range strings.Fields(os.Getenv("SIGNING_SECRET")) { // two while the secret is changed
		code := hmac.New(sha256.New, []byte(secret))
		code.Write(body)
		expected := "v1=" + hex.EncodeToString(code.Sum(nil))
		for _, given := range strings.Split(header, ",") {
			found = hmac.Equal([]byte(expected), []byte(strings.TrimSpace(given))) || found
		}
	}
	return found
}

func receive(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, request.Body, largest))
	if err != nil {
		http.Error(w, "too large, or cut off", http.StatusRequestEntityTooLarge)
		return
	}
	if !genuine(body, request.Header.Get("X-Bz-Event-Notification-Signature")) {
		fmt.Printf("FORGED, refused: %d bytes\n", len(body))
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	fmt.Printf("genuine: %d bytes\n", len(body))
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("verifies at http://%s\n", listener.Addr())
	server := http.Server{Handler: http.HandlerFunc(receive), ReadTimeout: 30 * time.Second}
	log.Fatal(server.Serve(listener))
}
