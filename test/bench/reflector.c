/* Answers every DNS query over UDP and TCP with the same few records, as fast as it can: what is measured is the client.
 *
 * reflector PORT ADDRESSES MODE
 *   ADDRESSES  listens on 127.0.0.1 … 127.0.0.ADDRESSES
 *   MODE       clean; drop10: one UDP answer in ten is lost; garbage: twelve octets, the id and then 0xff
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, ROOM = 1024, MOST_CONNECTIONS = 256, TCP_ROOM = 1 << 17 };
enum { A = 1, NS = 2, SOA = 6, MX = 15, TXT = 16, AAAA = 28 };

static int drops, garbage;
static unsigned long answered;

static unsigned char *put16(unsigned char *at, unsigned value) {
  *at++ = value >> 8;
  *at++ = value;
  return at;
}

static unsigned char *record(unsigned char *at, int type, const void *rdata, unsigned length) {
  at = put16(at, 0xc00c);
  at = put16(at, type);
  at = put16(at, 1);
  at = put16(at, 0);
  at = put16(at, 300);
  at = put16(at, length);
  memcpy(at, rdata, length);
  return at + length;
}

#define RECORD(type, text) (at = record(at, type, text, sizeof(text) - 1), count++)

/* The length of the answer; 0: none. */
static unsigned answer(const unsigned char *query, unsigned length, unsigned char *out) {
  if (length < 17 || (query[2] & 0x80) || query[4] || query[5] != 1) return 0;
  if (garbage) {
    memset(out, 0xff, 12);
    memcpy(out, query, 2);
    return 12;
  }
  unsigned end = 12;
  while (end < length && query[end]) end += query[end] + 1;
  end += 5;
  if (end > length || end > 300) return 0;
  memcpy(out, query, end);
  out[2] = 0x84 | (query[2] & 1);
  out[3] = 0x80;
  unsigned char *at = out + end;
  unsigned count = 0;
  switch (query[end - 4] << 8 | query[end - 3]) {
    case A: RECORD(A, "\306\063\144\001"); break;
    case AAAA: RECORD(AAAA, "\040\001\015\270\0\0\0\0\0\0\0\0\0\0\0\001"); break;
    case NS: RECORD(NS, "\003ns1\004host\004test\0"); RECORD(NS, "\003ns2\004host\004test\0"); break;
    case MX: RECORD(MX, "\0\012\003mx1\004host\004test\0"); RECORD(MX, "\0\024\003mx2\004host\004test\0"); break;
    case TXT: RECORD(TXT, "\035v=spf1 include:host.test -all"); break;
    case SOA: RECORD(SOA, "\003ns1\004host\004test\0\004post\004host\004test\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5"); break;
  }
  put16(out + 6, count);
  memset(out + 8, 0, 4);
  answered++;
  return at - out;
}

static void over_udp(int socket) {
  static unsigned char in[BATCH][ROOM], out[BATCH][ROOM];
  static struct sockaddr_in from[BATCH];
  static struct mmsghdr heard[BATCH], said[BATCH];
  static struct iovec ins[BATCH], outs[BATCH];
  for (int i = 0; i < BATCH; i++) {
    ins[i] = (struct iovec){in[i], ROOM};
    heard[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &ins[i], .msg_iovlen = 1};
  }
  int count = recvmmsg(socket, heard, BATCH, MSG_DONTWAIT, NULL), replies = 0;
  for (int i = 0; i < count; i++) {
    unsigned length = answer(in[i], heard[i].msg_len, out[replies]);
    if (!length || (drops && answered % 10 == 0)) continue;
    outs[replies] = (struct iovec){out[replies], length};
    said[replies].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &outs[replies], .msg_iovlen = 1};
    replies++;
  }
  for (int sent = 0; sent < replies;) {
    int now = sendmmsg(socket, said + sent, replies - sent, 0);
    sent += now > 0 ? now : 1; /* a client that is gone is no trouble of ours */
  }
}

struct connection {
  unsigned char in[TCP_ROOM];
  unsigned held;
};

/* False: it is over. */
static int over_tcp(int socket, struct connection *connection) {
  static unsigned char out[TCP_ROOM * 2];
  int got = recv(socket, connection->in + connection->held, TCP_ROOM - connection->held, MSG_DONTWAIT);
  if (got <= 0) return got < 0 && errno == EAGAIN;
  connection->held += got;
  unsigned at = 0, filled = 0;
  while (connection->held - at >= 2) {
    unsigned length = connection->in[at] << 8 | connection->in[at + 1];
    if (connection->held - at < 2 + length) break;
    if (filled + 2 + ROOM > sizeof out) {
      if (send(socket, out, filled, MSG_NOSIGNAL) != (int)filled) return 0;
      filled = 0;
    }
    unsigned said = answer(connection->in + at + 2, length, out + filled + 2);
    if (said) put16(out + filled, said), filled += 2 + said;
    at += 2 + length;
  }
  memmove(connection->in, connection->in + at, connection->held -= at);
  return !filled || send(socket, out, filled, MSG_NOSIGNAL) == (int)filled;
}

static int listening(int type, unsigned host, int port) {
  int one = 1, room = 8 << 20, made = socket(AF_INET, type, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7f000000 + host)};
  setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(made, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (bind(made, (struct sockaddr *)&at, sizeof at) || (type == SOCK_STREAM && listen(made, 64))) {
    perror("reflector");
    exit(2);
  }
  return made;
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "reflector PORT ADDRESSES MODE\n"), 2;
  int port = atoi(argv[1]), addresses = atoi(argv[2]);
  drops = !strcmp(argv[3], "drop10");
  garbage = !strcmp(argv[3], "garbage");
  static struct pollfd polled[512];
  static struct connection *connections[512];
  int fixed = 2 * addresses, count = fixed;
  for (int i = 0; i < addresses; i++) {
    polled[i].fd = listening(SOCK_DGRAM, i + 1, port);
    polled[addresses + i].fd = listening(SOCK_STREAM, i + 1, port);
  }
  puts("ready");
  fflush(stdout);
  for (;;) {
    for (int i = 0; i < count; i++) polled[i].events = POLLIN;
    if (poll(polled, count, -1) < 0) return 1;
    for (int i = 0; i < count; i++) {
      if (!polled[i].revents) continue;
      if (i < addresses) over_udp(polled[i].fd);
      else if (i < fixed) {
        int one = 1, made = accept(polled[i].fd, NULL, NULL);
        if (made < 0) continue;
        if (count >= fixed + MOST_CONNECTIONS || !(connections[count] = calloc(1, sizeof **connections))) {
          close(made);
          continue;
        }
        setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        polled[count].fd = made;
        polled[count++].revents = 0;
      } else if (!over_tcp(polled[i].fd, connections[i])) {
        close(polled[i].fd);
        free(connections[i]);
        count--;
        polled[i] = polled[count];
        connections[i] = connections[count];
        i--;
      }
    }
  }
}
